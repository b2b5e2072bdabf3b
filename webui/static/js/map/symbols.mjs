// @ts-check
/** Symbols of elements: a shape for every kind, in the colour of every severity. */

import { severityColours, token } from "./colours.mjs";

/** @typedef {import("/static/vendor/maplibre-gl/maplibre-gl.mjs").Map} MapLibre */

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

/** Kinds that have a symbol of their own; the others share `any`. */
export const KINDS = Object.keys(SYMBOLS);

/**
 * Give the map a symbol `kind-severity` for every kind and severity; call again after the theme has changed.
 * @param {MapLibre} map
 */
export function drawIcons(map) {
  const colours = severityColours();
  for (const kind of [...KINDS, "any"]) {
    for (let severity = 0; severity < colours.length; severity++) {
      const name = `${kind}-${severity}`;
      if (map.hasImage(name)) map.removeImage(name);
      map.addImage(name, icon(kind, severity ? colours[severity] : ""), { pixelRatio: 1 });
    }
  }
}

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
