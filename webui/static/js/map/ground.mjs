// @ts-check
/** The ground of a map: the base map, if there is one, and the datum that everything on it is drawn in. */

import { toGcj02, toWgs84 } from "./datum.mjs";

/** @typedef {import("./datum.mjs").Place} Place */
/** @typedef {{tiles?: string, datum?: string, maxZoom?: number, attribution?: string}} Base what the page says of it */

/** Between WGS-84, in which all is kept, and the datum of the base map. */
export class Ground {
  /** @param {Base} base empty: no base map, and so no other datum */
  constructor(base) {
    this.base = base;
    this.shifted = Boolean(base.tiles) && base.datum === "gcj02";
  }

  /** @param {HTMLElement} place with `data-base` @returns {Ground} */
  static of(place) {
    return new Ground(JSON.parse(place.dataset.base ?? "{}"));
  }

  /** @param {Place} wgs84 @returns {Place} where that is on the map */
  onMap(wgs84) {
    return this.shifted ? toGcj02(wgs84) : wgs84;
  }

  /** @param {{lng: number, lat: number}} point of the map @returns {Place} in WGS-84 */
  fromMap({ lng, lat }) {
    return this.shifted ? toWgs84([lng, lat]) : [lng, lat];
  }

  /**
   * Return GeoJSON of WGS-84 as it is drawn.
   * @param {any[]} features
   * @returns {any} a collection of those that have a place
   */
  collection(features) {
    const placed = features.filter((feature) => feature.geometry);
    return { type: "FeatureCollection", features: this.shifted ? placed.map((feature) => this.moved(feature)) : placed };
  }

  /** @param {any} feature */
  moved(feature) {
    /** @param {any[]} coordinates nested as deep as the geometry is @returns {any[]} */
    const move = (coordinates) => (typeof coordinates[0] === "number" ? this.onMap(/** @type {any} */ (coordinates)) : coordinates.map(move));
    return { ...feature, geometry: { ...feature.geometry, coordinates: move(feature.geometry.coordinates) } };
  }

  /** @param {string} layer @returns {string} address of our own vector tiles, in the datum of the map */
  tiles(layer) {
    return `${location.origin}/tiles/${layer}/{z}/{x}/{y}.mvt${this.shifted ? "?datum=gcj02" : ""}`;
  }
}
