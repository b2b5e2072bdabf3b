// @ts-check
/** A map on a page: made in the page's theme, or not at all where the browser cannot draw. */

import { Map as MapLibre, setWorkerUrl } from "/static/vendor/maplibre-gl/maplibre-gl.mjs";
import { drawIcons, style } from "./style.mjs";

/** @returns {boolean} whether this browser can draw the map */
export function drawable() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

/**
 * Return a new map that has its icons.
 * @param {HTMLElement} place with `data-worker`, the address of the worker's module
 * @param {Partial<import("/static/vendor/maplibre-gl/maplibre-gl.mjs").MapOptions>} options
 * @returns {Promise<MapLibre>}
 */
export async function newMap(place, options) {
  setWorkerUrl(new URL(place.dataset.worker ?? "", location.href).href);
  const map = new MapLibre({
    container: place, style: style(), attributionControl: false, dragRotate: false, pitchWithRotate: false,
    maxZoom: 20, minZoom: 3, fadeDuration: 0, renderWorldCopies: false, ...options,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  await new Promise((ready) => map.once("load", ready));
  drawIcons(map);
  return map;
}

/**
 * Draw the map anew when the system changes between light and dark.
 * @param {MapLibre} map
 * @param {() => void} redraw puts the data back
 */
export function followTheme(map, redraw) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    map.setStyle(style(), { diff: false });
    map.once("styledata", () => {
      drawIcons(map);
      redraw();
    });
  });
}
