// @ts-check
/** How the map looks: its sources and layers, in the page's colours. */

import { severityColours, token } from "./colours.mjs";
import { KINDS } from "./symbols.mjs";

/** @typedef {Exclude<import("/static/vendor/maplibre-gl/maplibre-gl.mjs").MapOptions["style"], string | null | undefined>} Style */
/** @typedef {import("./ground.mjs").Ground} Ground */
/** @typedef {any[]} Expression a MapLibre style expression */

const FONT = ["Inter", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"];
const EMPTY = /** @type {const} */ ({ type: "FeatureCollection", features: [] });
/** Sources of GeoJSON; the plant and the terminals come as vector tiles. */
const DRAWN = /** @type {const} */ (["footprints", "areas", "search", "contradicting"]);
/** Tiles of a zoom serve all zooms beyond it. */
const FINEST = { plant: 17, terminals: 18 };

/** Cables by the kind of what they feed; whatever is not named hangs on fibre. */
const CABLES = {
  trunk: ["amplifier", "node_port", "line_power_supply"],
  distribution: ["tap", "building", "eoc_head"],
  drop: ["cable_modem", "set_top_box", "onu", "eoc_unit"],
};
/** Kinds whose names are written from a zoom on; in trouble they are written always. */
const LABELLED = /** @type {const} */ ([
  [0, ["headend", "hub"]],
  [11, ["headend", "hub", "optical_node", "olt"]],
  [16, ["headend", "hub", "optical_node", "olt", "amplifier", "line_power_supply"]],
]);
const ALL_LABELLED_FROM = 17.5;
const OFF = ["dark", "ranging", "unregistered"];
const UNSURE = ["unknown", "unobservable", "barred"];
/** Homes of a place that are dark without an incident are worth a mark when they are so many, and such a share. */
const MANY = { homes: 4, share: 0.3 };

/** What the feature is drawn at: 0 to 5, 0 also where it is less than what the page's filter lets through. */
/** @type {Expression} */
const SEVERITY = ["let", "own", ["coalesce", ["get", "severity"], 0],
  ["case", [">=", ["var", "own"], ["global-state", "least"]], ["var", "own"], 0]];
/** @type {Expression} */
const TROUBLED = [">", SEVERITY, 0];
/** @type {Expression} */
const LOOK = ["case", TROUBLED, "trouble", ["in", ["get", "state"], ["literal", OFF]], "dark",
  ["in", ["get", "state"], ["literal", UNSURE]], "unsure", "fine"];
/** @type {Expression} */
const LINES = ["in", ["geometry-type"], ["literal", ["LineString", "MultiLineString"]]];
/** @type {Expression} */
const POINTS = ["in", ["geometry-type"], ["literal", ["Point", "MultiPoint"]]];
/** @type {Expression} */
const CELLS = ["has", "n"];
/** @type {Expression} */
const NAME = ["case", ["==", ["coalesce", ["get", "name"], ""], ""], ["get", "id"], ["get", "name"]];

/**
 * Return an expression that turns a feature's severity into its colour.
 * @param {string} healthy colour of 0
 * @returns {Expression}
 */
function bySeverity(healthy) {
  const [, ...colours] = severityColours();
  return ["match", SEVERITY, ...colours.flatMap((colour, i) => [i + 1, colour]), healthy];
}

/** @param {number} from @param {number} to @returns {Expression} a width that grows with the zoom */
const growing = (from, to) => ["interpolate", ["exponential", 1.5], ["zoom"], 11, from, 18, to];

/** @param {readonly string[]} kinds @returns {Expression} the name, where a feature is of these kinds or in trouble */
const named = (kinds) => ["case", ["any", TROUBLED, ["in", ["get", "kind"], ["literal", kinds]]], NAME, ""];

/**
 * Return the style.
 * @param {Ground} ground
 * @returns {Style}
 */
export function style(ground) {
  return /** @type {Style} */ (/** @type {unknown} */ ({
    version: 8,
    state: { least: { default: 0 } },
    sources: { ...base(ground), ...tiled(ground), ...Object.fromEntries(DRAWN.map((name) => [name, { type: "geojson", data: EMPTY }])) },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": token("map-ground") } },
      ...(ground.base.tiles ? [{ id: "base", type: "raster", source: "base",
        paint: { "raster-saturation": -0.6, "raster-opacity": Number(token("map-base-opacity")), "raster-fade-duration": 0 } }] : []),
      { id: "footprints", type: "fill", source: "footprints", minzoom: 13,
        paint: { "fill-color": token("map-grid"), "fill-outline-color": token("map-drop") } },
      { id: "area-fill", type: "fill", source: "areas", paint: { "fill-color": bySeverity(token("stale")), "fill-opacity": 0.14 } },
      ...cables(),
      { id: "area-ring", type: "line", source: "areas", layout: ROUND,
        paint: { "line-color": bySeverity(token("stale")), "line-width": 2, "line-opacity": 0.9 } },
      ...search(),
      ...cells(),
      terminals(),
      { id: "contradicting", type: "circle", source: "contradicting",
        paint: { "circle-color": token("map-ground"), "circle-stroke-color": token("good"), "circle-stroke-width": 2.5,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 13, 1.5, 18, 5] } },
      ...elements(),
    ],
  }));
}

/** @param {Ground} ground */
function base({ base: { tiles, maxZoom } }) {
  if (!tiles) return {};
  const address = tiles.startsWith("/") ? location.origin + tiles : tiles;
  return { base: { type: "raster", tiles: [address], tileSize: 256, maxzoom: maxZoom ?? 18 } };
}

/** @param {Ground} ground */
function tiled(ground) {
  return Object.fromEntries(Object.entries(FINEST).map(([layer, maxzoom]) =>
    [layer, { type: "vector", tiles: [ground.tiles(layer)], minzoom: 0, maxzoom }]));
}

const ROUND = /** @type {const} */ ({ "line-cap": "round", "line-join": "round" });

/** @returns {any[]} cables, the thin ones first, and over them those that are cut off */
function cables() {
  const [trunk, distribution, drop] = [CABLES.trunk, CABLES.distribution, CABLES.drop];
  /** @type {(id: string, kinds: Expression, paint: Record<string, any>) => any} */
  const cable = (id, kinds, paint) => ({ id, type: "line", source: "plant", "source-layer": "plant", layout: ROUND, paint,
    filter: ["all", LINES, kinds] });
  /** @type {(kinds: string[]) => Expression} */
  const of = (kinds) => ["in", ["get", "kind"], ["literal", kinds]];
  return [
    cable("drops", of(drop), { "line-color": token("map-drop"), "line-width": growing(0.4, 1.2) }),
    cable("distribution", of(distribution), { "line-color": token("map-coax"), "line-width": growing(0.8, 2) }),
    cable("trunk", of(trunk), { "line-color": token("map-trunk"), "line-width": growing(1.2, 3.4) }),
    cable("fibre", ["!", of([...trunk, ...distribution, ...drop])],
      { "line-color": token("map-fibre"), "line-width": growing(1.6, 3.6), "line-dasharray": [3, 1.6] }),
    { ...cable("cut", TROUBLED, { "line-color": bySeverity(token("stale")), "line-width": growing(1.6, 3.6), "line-opacity": 0.8 }),
      layout: { ...ROUND, "line-sort-key": SEVERITY } },
  ];
}

/** @returns {any[]} the cables a crew would search, drawn around them so that they stay visible */
function search() {
  return [
    { id: "search-around", type: "line", source: "search", layout: ROUND,
      paint: { "line-color": token("accent"), "line-width": growing(9, 16), "line-opacity": 0.28 } },
    { id: "search", type: "line", source: "search", layout: { "line-join": "round" },
      paint: { "line-color": token("accent"), "line-width": growing(2, 3.6), "line-dasharray": [1.4, 1.1] } },
  ];
}

/** @returns {any[]} places with several homes: from afar only where something is wrong */
function cells() {
  /** @type {Expression} */
  const many = ["all", [">=", ["get", "dark"], MANY.homes], [">=", ["get", "dark"], ["*", MANY.share, ["get", "n"]]]];
  /** @type {Expression} */
  const telling = ["any", TROUBLED, many];
  const from = { source: "terminals", "source-layer": "terminals" };
  return [
    { id: "cells-fine", type: "circle", ...from, minzoom: 14, filter: ["all", CELLS, ["!", telling]],
      paint: { "circle-color": token("map-terminal"), "circle-radius": ["interpolate", ["linear"], ["zoom"], 14, 1.2, 16, 2.2] } },
    { id: "cells", type: "circle", ...from, filter: ["all", CELLS, telling],
      layout: { "circle-sort-key": ["+", ["*", 1000, SEVERITY], ["min", ["get", "dark"], 999]] },
      paint: {
        "circle-color": ["case", TROUBLED, bySeverity(token("stale")), token("map-ground")],
        "circle-stroke-color": ["case", TROUBLED, token("map-ground"), token("critical")],
        "circle-stroke-width": ["case", TROUBLED, 1, 1.5],
        "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "dark"]], 1, 2.4, 6, 6, 20, 11, 60, 16],
      } },
  ];
}

/** @returns {any} every terminal at street zoom, the worst on top */
function terminals() {
  return { id: "terminals", type: "circle", source: "terminals", "source-layer": "terminals", filter: ["!", CELLS],
    layout: { "circle-sort-key": ["+", ["*", 10, SEVERITY], ["match", LOOK, "trouble", 3, "dark", 2, "unsure", 1, 0]] },
    paint: {
      "circle-color": ["match", LOOK, "trouble", bySeverity(token("stale")), ["dark", "unsure"], token("map-ground"), token("map-terminal")],
      "circle-stroke-color": ["match", LOOK, "trouble", token("map-ground"), "dark", token("critical"), "unsure", token("stale"), token("map-ground")],
      "circle-stroke-width": ["match", LOOK, ["dark", "unsure"], 1.5, "trouble", 1, 0],
      "circle-radius": ["interpolate", ["linear"], ["zoom"],
        14, ["match", LOOK, "trouble", 3, "dark", 2, 1.2],
        18, ["match", LOOK, "trouble", 6.5, "dark", 4.5, "unsure", 4, 3.2]],
    } };
}

/** @returns {any[]} symbols of elements, and their names */
function elements() {
  const from = { type: "symbol", source: "plant", "source-layer": "plant", filter: POINTS };
  /** @type {Expression} */
  const rank = ["+", ["*", 10, SEVERITY], ["case", ["in", ["get", "kind"], ["literal", LABELLED[2][1]]], 5, 0]];
  return [
    { id: "elements", ...from,
      layout: {
        "icon-image": ["concat", ["case", ["in", ["get", "kind"], ["literal", KINDS]], ["get", "kind"], "any"], "-", ["to-string", SEVERITY]],
        "icon-allow-overlap": true, "icon-ignore-placement": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.36, 16, 0.5, 18, 0.62],
        "symbol-sort-key": rank,
      } },
    { id: "labels", ...from,
      layout: {
        "text-field": ["step", ["zoom"], named(LABELLED[0][1]), LABELLED[1][0], named(LABELLED[1][1]), LABELLED[2][0], named(LABELLED[2][1]), ALL_LABELLED_FROM, NAME],
        "text-font": FONT, "text-size": ["step", ["zoom"], 11, 15, 12],
        "text-anchor": "top", "text-offset": [0, 0.9], "text-max-width": 9, "text-optional": true,
        "symbol-sort-key": ["-", 0, rank],
      },
      paint: { "text-color": token("map-label"), "text-halo-color": token("map-halo"), "text-halo-width": 1.4 } },
  ];
}

/**
 * Return the filter of the layer of names when some elements have a label of their own.
 * @param {string[]} ids
 * @returns {any}
 */
export const namesBut = (ids) => ["all", POINTS, ["!", ["in", ["get", "id"], ["literal", ids]]]];
