// @ts-check
/** Where one looks when no map is drawn: a stretch of the ground with a zoom, moved by what is selected. */

import { LngLatBounds } from "/static/vendor/maplibre-gl/maplibre-gl.mjs";

/** Pixels a map would have; what is in view follows from them and the zoom. */
const WIDTH = 1024;
const HEIGHT = 768;
const TILE = 512;
const CLOSEST = 16.5;

/** A window on the plant with the same questions as a map's. */
export class Outlook {
  /** @param {{center: [number, number], zoom: number} | {bounds: LngLatBounds}} at */
  constructor(at) {
    this.centre = { lng: 0, lat: 0 };
    this.zoom = 0;
    if ("bounds" in at) this.fitBounds(at.bounds);
    else [this.centre.lng, this.centre.lat, this.zoom] = [...at.center, at.zoom];
  }

  getZoom() {
    return this.zoom;
  }

  getCenter() {
    return this.centre;
  }

  getBounds() {
    const [x, y] = [(WIDTH / 2) * this.degrees, (HEIGHT / 2) * this.degrees * this.squeeze];
    const { lng, lat } = this.centre;
    return new LngLatBounds([lng - x, Math.max(-90, lat - y)], [lng + x, Math.min(90, lat + y)]);
  }

  /** @param {LngLatBounds} bounds shown whole, as close as that allows @param {object} [_how] matters on a map only */
  fitBounds(bounds, _how) {
    this.centre = bounds.getCenter();
    const wide = (bounds.getEast() - bounds.getWest()) / WIDTH;
    const high = (bounds.getNorth() - bounds.getSouth()) / this.squeeze / HEIGHT;
    this.zoom = Math.max(3, Math.min(CLOSEST, Math.log2(360 / TILE / Math.max(wide, high, 1e-9))));
  }

  /** @returns {number} degrees of longitude a pixel covers */
  get degrees() {
    return 360 / TILE / 2 ** this.zoom;
  }

  /** @returns {number} degrees of latitude per degree of longitude in a square of the map */
  get squeeze() {
    return Math.cos((this.centre.lat * Math.PI) / 180);
  }
}
