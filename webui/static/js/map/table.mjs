// @ts-check
/** The map's twin for reading: what is in view as a table, trouble first. */

import { make, severityMark, SEVERITIES } from "../shapes.mjs";
import { t } from "../words.mjs";

const MOST = 200;

/**
 * Write what is in view.
 * @param {HTMLElement} place
 * @param {Record<string, any>[]} rows
 * @param {boolean} truncated whether something in view is not among them
 */
export function writeTable(place, rows, truncated) {
  if (!rows.length) {
    place.replaceChildren(make("p", { class: "none" }, t("map.nothing_here")));
    return;
  }
  const head = make("thead", {}, make("tr", {}, ...["map.element", "map.kind", "map.state"].map((key) => make("th", { scope: "col" }, t(key)))));
  const body = make("tbody", {}, ...rows.slice(0, MOST).map(line));
  place.replaceChildren(make("table", {}, head, body));
  if (rows.length > MOST) place.append(make("p", { class: "none" }, t("map.more", { n: rows.length - MOST })));
  if (truncated) place.append(make("p", { class: "none" }, t("map.truncated")));
}

/** @param {Record<string, any>} row */
function line(row) {
  const link = make("a", { href: `/elements/${encodeURIComponent(row.element)}` }, row.name ?? row.element);
  const state = make("td", { class: "nowrap" });
  if (row.severity) state.append(severityMark(SEVERITIES[row.severity]), " ");
  if (!row.kind || row.state !== "registered") {
    state.append(make("span", { class: `dot dot-${row.state}` }), t(`state.${row.state}`));
  }
  const kind = row.kind ? t(`kind.${row.kind}`) : t("kind.cable_modem");
  return make("tr", {}, make("td", {}, link), make("td", { class: "quiet" }, kind), state);
}
