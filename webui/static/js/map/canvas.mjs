// @ts-check
/** A map on a page: made in the page's theme, or not at all where the browser cannot draw. */

import { LngLatBounds, Map as MapLibre, setWorkerUrl } from "/static/vendor/maplibre-gl/maplibre-gl.mjs";
import { Ground } from "./ground.mjs";
import { style } from "./style.mjs";
import { drawIcons } from "./symbols.mjs";

/** @typedef {Partial<import("/static/vendor/maplibre-gl/maplibre-gl.mjs").MapOptions>} Options */
/** @typedef {import("./datum.mjs").Place} Place */

/** @returns {boolean} whether this browser can draw the map */
export function drawable() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

/** A map and its ground; everything it is told and says is in WGS-84, whatever it is drawn in. */
export class Canvas {
  /** @param {MapLibre} map @param {Ground} ground */
  constructor(map, ground) {
    this.map = map;
    this.ground = ground;
  }

  /**
   * Return a new map that has its symbols, before it has any data.
   * @param {HTMLElement} place with `data-worker`, the address of the worker's module, and `data-base`
   * @param {{center: Place, zoom: number} | {bounds: LngLatBounds}} where in WGS-84
   * @param {Options} options
   * @returns {Promise<Canvas>}
   */
  static async on(place, where, options) {
    setWorkerUrl(new URL(place.dataset.worker ?? "", location.href).href);
    const ground = Ground.of(place);
    const there = "bounds" in where ? { bounds: shifted(where.bounds, (point) => ground.onMap(point)) }
      : { zoom: where.zoom, center: ground.onMap(where.center) };
    const map = new MapLibre({
      container: place, style: style(ground), attributionControl: false, dragRotate: false, pitchWithRotate: false,
      maxZoom: 20, minZoom: 3, fadeDuration: 0, renderWorldCopies: false, ...options, ...there,
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    await new Promise((ready) => map.once("style.load", ready)); // "load" would wait for every tile
    drawIcons(map);
    return new Canvas(map, ground);
  }

  /**
   * Draw the map anew when the system changes between light and dark.
   * @param {() => void} redraw puts the data back
   */
  followTheme(redraw) {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.map.setStyle(style(this.ground), { diff: false });
      this.map.once("styledata", () => {
        drawIcons(this.map);
        redraw();
      });
    });
  }

  /** @param {string} source @param {any[]} features GeoJSON in WGS-84 */
  put(source, features) {
    /** @type {any} */ (this.map.getSource(source))?.setData(this.ground.collection(features));
  }

  getZoom() {
    return this.map.getZoom();
  }

  getCenter() {
    const [lng, lat] = this.ground.fromMap(this.map.getCenter());
    return { lng, lat };
  }

  getBounds() {
    return shifted(this.map.getBounds(), ([lng, lat]) => this.ground.fromMap({ lng, lat }));
  }

  /** @param {LngLatBounds} bounds shown whole @param {object} how as MapLibre has it */
  fitBounds(bounds, how) {
    this.map.fitBounds(shifted(bounds, (point) => this.ground.onMap(point)), how);
  }
}

/** @param {LngLatBounds} bounds @param {(point: Place) => Place} shift the same for both corners, to a metre or so */
function shifted(bounds, shift) {
  const [southWest, northEast] = [bounds.getSouthWest(), bounds.getNorthEast()];
  return new LngLatBounds(shift([southWest.lng, southWest.lat]), shift([northEast.lng, northEast.lat]));
}
