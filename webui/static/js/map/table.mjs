// @ts-check
/** The map's twin for reading: what is in view as a table, trouble first. */

import { make, severityMark, SEVERITIES } from "../shapes.mjs";
import { t } from "../words.mjs";

/** @typedef {import("./plant.mjs").PlantView} PlantView */

const MOST = 200;

/**
 * Write what is in view.
 * @param {HTMLElement} place
 * @param {PlantView} plant
 */
export function writeTable(place, plant) {
  const [west, south, east, north] = plant.view(0);
  /** @param {any} feature */
  const seen = ({ geometry: { coordinates: [lng, lat] } }) => lng >= west && lng <= east && lat >= south && lat <= north;
  const rows = [...plant.layers.elements.features, ...plant.layers.terminals.features]
    .filter(seen)
    .sort((a, b) => worth(b.properties) - worth(a.properties));
  if (!rows.length) {
    place.replaceChildren(make("p", { class: "none" }, t("map.nothing_here")));
    return;
  }
  const head = make("thead", {}, make("tr", {}, ...["map.element", "map.kind", "map.state"].map((key) => make("th", { scope: "col" }, t(key)))));
  const body = make("tbody", {}, ...rows.slice(0, MOST).map(({ properties }) => line(properties)));
  place.replaceChildren(make("table", {}, head, body));
  if (rows.length > MOST) place.append(make("p", { class: "none" }, t("map.more", { n: rows.length - MOST })));
}

/** @param {Record<string, any>} properties what was joined for drawing @returns {number} */
function worth(properties) {
  const kind = properties.kind ? 1 : 0;
  return properties.severity * 10 + (properties.look === "dark" ? 4 : 0) + (properties.look === "unsure" ? 2 : 0) + kind;
}

/** @param {Record<string, any>} properties */
function line(properties) {
  const name = properties.name ?? properties.element;
  const link = make("a", { href: `/elements/${encodeURIComponent(properties.element)}` }, name);
  const state = make("td", { class: "nowrap" });
  if (properties.severity) state.append(severityMark(SEVERITIES[properties.severity]), " ");
  if (!properties.kind || properties.state !== "registered") {
    state.append(make("span", { class: `dot dot-${properties.state}` }), t(`state.${properties.state}`));
  }
  const kind = properties.kind ? t(`kind.${properties.kind}`) : t("kind.cable_modem");
  return make("tr", {}, make("td", {}, link), make("td", { class: "quiet" }, kind), state);
}
