// @ts-check
/** What an incident may be: its candidates marked on the map with their probability, the cables to search, and a list. */

import { Marker } from "/static/vendor/maplibre-gl/maplibre-gl.mjs";
import { get } from "../api.mjs";
import { make } from "../shapes.mjs";
import { grouped, percent, t } from "../words.mjs";
import { sides } from "./sides.mjs";

/** @typedef {import("./canvas.mjs").Canvas} Canvas */
/** @typedef {import("./datum.mjs").Place} Place */
/** @typedef {{element: {id: string, kind: string, name: string}, probability: number, named: boolean, cause: string, place: Place | null}} Candidate */
/** @typedef {{id: string, revision: number, candidates: Candidate[], spans: any, metres: number, contradicting: any, contradicting_count: number}} Found what /candidates gives */

/** The candidates of one incident at a time. */
export class Candidates {
  constructor() {
    /** @type {Canvas | null} null: there is only the list */
    this.canvas = null;
    /** @type {Found | null} */
    this.found = null;
    this.wanted = "";
    /** @type {Marker[]} */
    this.markers = [];
    this.marked = "";
    this.arranging = false;
  }

  /**
   * Read what is known of an incident; of none, forget.
   * @param {string} id empty: none
   */
  async read(id) {
    this.wanted = id;
    if (this.found?.id !== id) this.found = null;
    if (!id) return;
    const found = await get(`incidents/${id}/candidates`);
    if (this.wanted === id) this.found = found; // another may have been selected meanwhile
  }

  /** Put them on the map. */
  draw() {
    if (!this.canvas) return;
    this.canvas.put("search", this.found?.spans.features ?? []);
    this.canvas.put("contradicting", this.found?.contradicting.features ?? []);
    const candidates = this.found?.candidates ?? [];
    const key = JSON.stringify(candidates);
    if (key === this.marked) return; // a mark that stays keeps the focus
    this.marked = key;
    for (const marker of this.markers) marker.remove();
    this.markers = [];
    for (const item of candidates) {
      if (!item.place) continue;
      const marker = new Marker({ element: mark(item), anchor: "center" });
      this.markers.push(marker.setLngLat(this.canvas.ground.onMap(item.place)).addTo(this.canvas.map));
    }
    this.arrange();
    if (!this.arranging) this.canvas.map.on("moveend", () => this.arrange());
    this.arranging = true;
  }

  /** Put their labels where they cover nothing. */
  arrange() {
    const map = this.canvas?.map;
    if (!map) return;
    const labels = this.markers.map((marker) => marker.getElement().querySelector("b"));
    const found = sides(this.markers.map((marker) => map.project(marker.getLngLat())),
      labels.map((label) => ({ width: label?.offsetWidth ?? 0, height: label?.offsetHeight ?? 0 })));
    for (const [rank, marker] of this.markers.entries()) marker.getElement().dataset.side = found[rank];
  }

  /** @returns {Place[]} where they are */
  places() {
    return (this.found?.candidates ?? []).flatMap((item) => (item.place ? [item.place] : []));
  }

  /** @returns {HTMLElement | null} them as a list, with what else the map shows of them */
  list() {
    if (!this.found?.candidates.length) return null;
    const { candidates, metres, contradicting_count: against } = this.found;
    const items = candidates.map((item) => {
      if (item.cause === "uplink") {
        return make("li", {}, make("span", { class: "no-mark" }), make("b", { class: "kind" }, t("incident.own_link")), make("b", {}, percent(item.probability)));
      }
      const link = make("a", { href: address(item) }, item.element.name);
      for (const [event, lit] of /** @type {const} */ ([["focus", true], ["blur", false], ["mouseenter", true], ["mouseleave", false]])) {
        link.addEventListener(event, () => this.light(item, lit));
      }
      return make("li", item.named ? { class: "named" } : {}, make("span", { class: "suspect-mark", "aria-hidden": "true" }), link,
        make("span", { class: "kind" }, t(`kind.${item.element.kind}`)), make("b", {}, percent(item.probability)));
    });
    const said = [];
    if (metres) said.push(t("map.to_search", { metres: grouped(metres) }));
    if (against) said.push(t("map.against", { n: against }));
    const title = t(candidates.length > 1 ? "incident.candidates" : "incident.candidate");
    return make("section", { class: "suspects", "aria-label": title }, make("h3", {}, title), make("ol", {}, ...items),
      ...(said.length ? [make("p", {}, said.join(" · "))] : []));
  }

  /** @param {Candidate} item @param {boolean} lit whether its mark stands out */
  light(item, lit) {
    for (const marker of this.markers) {
      const node = marker.getElement();
      if (node.dataset.element === item.element.id) node.toggleAttribute("data-lit", lit);
    }
  }
}

/** @param {Candidate} item */
const address = (item) => `/elements/${encodeURIComponent(item.element.id)}`;

/** @param {Candidate} item */
function mark(item) {
  const said = t(item.named ? "map.named_at" : "map.alternative_at", { element: item.element.name, probability: percent(item.probability) });
  const made = make("a", { class: `suspect${item.named ? " named" : ""}`, href: address(item), "data-element": item.element.id,
    "aria-label": said, title: said }, make("b", { "aria-hidden": "true" }, percent(item.probability)));
  made.addEventListener("click", (event) => event.stopPropagation()); // the map would take it for its own
  return made;
}
