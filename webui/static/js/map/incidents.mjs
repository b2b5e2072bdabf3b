// @ts-check
/** Incidents beside and on the map: cards in the list, a label at each place. */

import { Marker } from "/static/vendor/maplibre-gl/maplibre-gl.mjs";
import { make, severityMark, SEVERITIES } from "../shapes.mjs";
import { ago, grouped, percent, t } from "../words.mjs";

/** @typedef {import("./canvas.mjs").Canvas} Canvas */
/** @typedef {any} Incident what /api/v1/incidents gives */

/** Worst first, then most subscribers, then oldest. */
/** @param {Incident} a @param {Incident} b */
export const worstFirst = (a, b) =>
  SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || b.subscribers - a.subscribers || a.number - b.number;

/**
 * Write the list.
 * @param {HTMLElement} place
 * @param {Incident[]} incidents
 * @param {{selected: string, more: HTMLElement | null, fresh: Set<string>, filtered: boolean, select: (id: string) => void}} how
 * `more`: what the card of the selected one has besides
 */
export function writeList(place, incidents, { selected, more, fresh, filtered, select }) {
  if (!incidents.length) {
    place.replaceChildren(make("p", { class: "none" }, t(filtered ? "map.filtered" : "map.quiet")));
    return;
  }
  const held = place.contains(document.activeElement) ? mark(/** @type {HTMLElement} */ (document.activeElement)) : "";
  place.replaceChildren(...incidents.map((item) => card(item, item.id === selected ? more : null, item.id === selected, fresh.has(item.id), select)));
  if (held) /** @type {HTMLElement | null} */ (place.querySelector(held))?.focus({ preventScroll: true });
}

/** @param {HTMLElement} node what has the focus @returns {string} a selector of what takes its place when the list is written anew */
const mark = (node) => (node.dataset.pick ? `[data-pick="${node.dataset.pick}"]` : node instanceof HTMLAnchorElement ? `a[href="${node.getAttribute("href")}"]` : "");

/**
 * @param {Incident} item
 * @param {HTMLElement | null} besides
 * @param {boolean} current
 * @param {boolean} fresh
 * @param {(id: string) => void} select
 */
function card(item, besides, current, fresh, select) {
  const name = make("button", { class: "name", type: "button", "data-pick": item.id }, item.element.name);
  const many = make("span", { class: "many" }, grouped(item.subscribers), " ", make("span", {}, t("incidents.subscribers_short")));
  const more = make("span", { class: "more" }, make("span", {}, t(`kind.${item.element.kind}`)));
  if (item.offline_share !== null) more.append(make("span", {}, t("map.offline_of", { share: percent(item.offline_share) })));
  more.append(make("time", { "data-ago": String(item.opened_ms) }, ago(Date.now() - item.opened_ms)));
  if (item.acknowledged_by) more.append(make("span", {}, `✓ ${item.acknowledged_by}`));
  more.append(make("a", { href: `/incidents/${item.id}` }, item.id));
  const made = make("article", { class: `inc${fresh ? " fresh" : ""}`, "aria-current": String(current), "data-incident": item.id },
    severityMark(item.severity), name, many, more, ...(besides ? [besides] : []));
  made.addEventListener("click", (event) => {
    if (!(event.target instanceof Element && event.target.closest("a"))) select(item.id);
  });
  return made;
}

/** The labels on the map, one per incident that has a place; kept while its incident is open. */
export class Labels {
  /** @param {Canvas} canvas @param {(id: string) => void} select */
  constructor(canvas, select) {
    this.canvas = canvas;
    this.select = select;
    /** @type {Map<string, {marker: Marker, node: HTMLElement, key: string}>} */
    this.shown = new Map();
  }

  /** @param {Incident[]} incidents @param {string} selected */
  draw(incidents, selected) {
    const placed = incidents.filter((item) => item.place);
    const gone = new Set(this.shown.keys());
    for (const item of placed) {
      gone.delete(item.id);
      const key = [item.severity, item.subscribers, item.place, item.element.name].join();
      let entry = this.shown.get(item.id);
      if (entry?.key !== key) {
        entry?.marker.remove();
        const node = this.label(item);
        const marker = new Marker({ element: node, anchor: "bottom", offset: [0, -16] })
          .setLngLat(this.canvas.ground.onMap(item.place)).addTo(this.canvas.map);
        entry = { marker, node, key };
        this.shown.set(item.id, entry);
      }
      entry.node.setAttribute("aria-current", String(item.id === selected));
      entry.node.style.zIndex = String(item.id === selected ? 10 : SEVERITIES.indexOf(item.severity));
    }
    for (const id of gone) {
      this.shown.get(id)?.marker.remove();
      this.shown.delete(id);
    }
  }

  /** @param {Incident} item */
  label(item) {
    const said = t("truth.subscribers", { n: item.subscribers, count: grouped(item.subscribers) });
    const count = item.subscribers ? [make("b", { "aria-hidden": "true" }, grouped(item.subscribers))] : [];
    const node = make("button", { type: "button", class: "pin" }, severityMark(item.severity), ...count,
      make("span", { class: "only-read" }, said), make("span", { class: "name" }, item.element.name));
    node.addEventListener("click", (event) => {
      event.stopPropagation();
      this.select(item.id);
    });
    return node;
  }
}
