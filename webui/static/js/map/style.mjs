// @ts-check
/** How the plant looks: sources, layers and symbols of the map, in the page's colours. */

/** @typedef {Exclude<import("/static/vendor/maplibre-gl/maplibre-gl.mjs").MapOptions["style"], string | null | undefined>} Style */
/** @typedef {import("/static/vendor/maplibre-gl/maplibre-gl.mjs").Map} MapLibre */
/** @typedef {any[]} Expression a MapLibre style expression */

const FONT = ["Inter", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"];
const EMPTY = /** @type {const} */ ({ type: "FeatureCollection", features: [] });
export const SOURCES = /** @type {const} */ (["footprints", "areas", "spans", "elements", "terminals"]);

/** @param {string} name @returns {string} the value of a design token */
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** @returns {string[]} colours of the severities, cleared first */
const severityColours = () =>
  ["cleared", "indeterminate", "warning", "minor", "major", "critical"].map(token);

/**
 * Return an expression that turns a feature's `severity` (0 to 5) into its colour.
 * @param {string} healthy colour of 0
 * @returns {Expression}
 */
function bySeverity(healthy) {
  const [, ...colours] = severityColours();
  const steps = colours.flatMap((colour, i) => [i + 1, colour]);
  return /** @type {Expression} */ (["match", ["get", "severity"], ...steps, healthy]);
}

/** @param {number} from @param {number} to @returns {Expression} a width that grows with the zoom */
const growing = (from, to) => ["interpolate", ["exponential", 1.5], ["zoom"], 11, from, 18, to];

/**
 * Return the style: no base map, the plant itself is the ground.
 * @returns {Style}
 */
export function style() {
  const cut = /** @type {Expression} */ ([">", ["get", "severity"], 0]);
  /** @type {(cable: string) => Expression} */
  const cable = (name) => ["==", ["get", "cable"], name];
  /** @type {any} */
  const round = { "line-cap": "round", "line-join": "round" };
  return /** @type {Style} */ ({
    version: 8,
    sources: Object.fromEntries(SOURCES.map((name) => [name, { type: "geojson", data: EMPTY }])),
    layers: [
      { id: "ground", type: "background", paint: { "background-color": token("map-ground") } },
      { id: "footprints", type: "fill", source: "footprints", minzoom: 13,
        paint: { "fill-color": token("map-grid"), "fill-outline-color": token("map-drop") } },
      { id: "area-fill", type: "fill", source: "areas",
        paint: { "fill-color": bySeverity(token("stale")), "fill-opacity": 0.14 } },
      { id: "drops", type: "line", source: "spans", filter: cable("drop"), layout: round,
        paint: { "line-color": token("map-drop"), "line-width": growing(0.4, 1.2) } },
      { id: "distribution", type: "line", source: "spans", filter: cable("distribution"), layout: round,
        paint: { "line-color": token("map-coax"), "line-width": growing(0.8, 2) } },
      { id: "trunk", type: "line", source: "spans", filter: cable("trunk"), layout: round,
        paint: { "line-color": token("map-trunk"), "line-width": growing(1.2, 3.4) } },
      { id: "fibre", type: "line", source: "spans", filter: cable("fibre"), layout: round,
        paint: { "line-color": token("map-fibre"), "line-width": growing(1.6, 3.6), "line-dasharray": [3, 1.6] } },
      { id: "cut", type: "line", source: "spans", filter: cut, layout: { ...round, "line-sort-key": ["get", "severity"] },
        paint: { "line-color": bySeverity(token("stale")), "line-width": growing(1.6, 3.6), "line-opacity": 0.8 } },
      { id: "area-ring", type: "line", source: "areas", layout: round,
        paint: { "line-color": bySeverity(token("stale")), "line-width": 2, "line-opacity": 0.9 } },
      { id: "terminals", type: "circle", source: "terminals", layout: { "circle-sort-key": ["get", "rank"] },
        paint: {
          "circle-color": ["match", ["get", "look"], "trouble", bySeverity(token("stale")), "dark", token("map-ground"),
            "unsure", token("map-ground"), token("map-terminal")],
          "circle-stroke-color": ["match", ["get", "look"], "trouble", token("map-ground"), "dark", token("critical"),
            "unsure", token("stale"), token("map-ground")],
          "circle-stroke-width": ["match", ["get", "look"], ["dark", "unsure"], 1.5, "trouble", 1, 0],
          // from far off a few dark homes a street are people who switched theirs off, not what one looks for
          "circle-stroke-opacity": ["interpolate", ["linear"], ["zoom"], 14, ["match", ["get", "look"], ["dark", "unsure"], 0.4, 1], 16, 1],
          "circle-radius": ["interpolate", ["linear"], ["zoom"],
            14, ["match", ["get", "look"], "trouble", 3, "dark", 2, 1.2],
            18, ["match", ["get", "look"], "trouble", 6.5, "dark", 4.5, "unsure", 4, 3.2]],
        } },
      { id: "elements", type: "symbol", source: "elements",
        layout: {
          "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true,
          "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.36, 16, 0.5, 18, 0.62],
          "symbol-sort-key": ["get", "rank"],
        } },
      { id: "labels", type: "symbol", source: "elements", filter: ["has", "label"],
        layout: {
          "text-field": ["get", "label"], "text-font": FONT, "text-size": ["step", ["zoom"], 11, 15, 12],
          "text-anchor": "top", "text-offset": [0, 0.9], "text-max-width": 9, "text-optional": true,
          "symbol-sort-key": ["-", 0, ["get", "rank"]],
        },
        paint: { "text-color": token("map-label"), "text-halo-color": token("map-halo"), "text-halo-width": 1.4 } },
    ],
  });
}

/** Shapes of elements, in a box of 1; every kind not named is a small square. */
/** @type {Record<string, [number, number][]>} */
const OUTLINES = {
  headend: [[0.08, 0.92], [0.08, 0.42], [0.5, 0.08], [0.92, 0.42], [0.92, 0.92]],
  optical_node: [[0.5, 0.04], [0.9, 0.27], [0.9, 0.73], [0.5, 0.96], [0.1, 0.73], [0.1, 0.27]],
  amplifier: [[0.14, 0.1], [0.92, 0.5], [0.14, 0.9]],
  power: [[0.56, 0.04], [0.14, 0.56], [0.46, 0.56], [0.42, 0.96], [0.86, 0.42], [0.52, 0.42]],
  other: [[0.14, 0.14], [0.86, 0.14], [0.86, 0.86], [0.14, 0.86]],
};
/** @type {Record<string, [string, number]>} kind → outline and size in pixels at double density */
const SYMBOLS = {
  headend: ["headend", 56], hub: ["headend", 48], optical_node: ["optical_node", 52], cmts: ["other", 34],
  olt: ["other", 40], amplifier: ["amplifier", 38], line_power_supply: ["power", 40], ups: ["power", 36],
  tap: ["other", 17], building: ["other", 15],
};
const OTHER = /** @type {[string, number]} */ (["other", 28]);
const DIM = new Set(["tap", "building"]);

/**
 * Give the map an icon for every kind and severity; call again after the theme has changed.
 * @param {MapLibre} map
 */
export function drawIcons(map) {
  const colours = severityColours();
  for (const kind of [...Object.keys(SYMBOLS), "any"]) {
    for (let severity = 0; severity < colours.length; severity++) {
      const name = `${kind}-${severity}`;
      if (map.hasImage(name)) map.removeImage(name);
      map.addImage(name, icon(kind, severity ? colours[severity] : ""), { pixelRatio: 1 });
    }
  }
}

/** @param {string} kind @param {number} severity @returns {string} the name of its icon */
export const iconName = (kind, severity) => `${kind in SYMBOLS ? kind : "any"}-${severity}`;

/** @param {string} kind @param {string} colour empty: healthy @returns {ImageData} */
function icon(kind, colour) {
  const [shape, size] = SYMBOLS[kind] ?? OTHER;
  const room = colour ? 10 : 4;
  const side = size + 2 * room;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  if (colour) {
    pen.globalAlpha = 0.28;
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(side / 2, side / 2, side / 2, 0, 2 * Math.PI);
    pen.fill();
    pen.globalAlpha = 1;
  }
  pen.beginPath();
  for (const [x, y] of OUTLINES[shape]) pen.lineTo(room + x * size, room + y * size);
  pen.closePath();
  pen.lineJoin = "round";
  pen.lineWidth = DIM.has(kind) ? 2.5 : 5;
  pen.fillStyle = colour || (DIM.has(kind) ? token("map-coax") : token("map-halo"));
  pen.strokeStyle = colour ? token("map-halo") : DIM.has(kind) ? token("map-halo") : token("map-trunk");
  pen.stroke();
  pen.fill();
  return pen.getImageData(0, 0, side, side);
}
