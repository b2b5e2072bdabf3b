// @ts-check
/** The plant as the map draws it: our vector tiles kept fresh, and the outlines of buildings at street zoom. */

import { get } from "../api.mjs";
import { soon } from "../live.mjs";
import { SEVERITIES } from "../shapes.mjs";
import { namesBut } from "./style.mjs";

/** @typedef {import("./canvas.mjs").Canvas} Canvas */
/** @typedef {{severity: string, element: {id: string}}} Incident */

const TILED = /** @type {const} */ (["plant", "terminals"]);
const FOOTPRINTS_FROM = 15;
const MARGIN = 0.25; // of the view, so that a small pan needs no new outlines
/** Longest that a change waits to be seen, and least time between two questions for the same tiles. */
const REFRESH_MS = 2500;

/** What is on the ground, on one map. */
export class Plant {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {number[] | null} the box there are outlines for */
    this.have = null;
    /** Ask anew for the tiles in view; those that are as they were are answered in a line. */
    this.refresh = soon(() => {
      for (const source of TILED) canvas.map.refreshTiles(source);
    }, REFRESH_MS);
  }

  /** Read the outlines in view, where one is close enough to see them. */
  async readFootprints() {
    if (this.canvas.getZoom() < FOOTPRINTS_FROM) return;
    if (this.have && inside(box(this.canvas.getBounds(), 0), this.have)) return;
    const wanted = box(this.canvas.getBounds(), MARGIN);
    const found = await get("map/footprints", { bbox: wanted.map((degree) => degree.toFixed(5)).join(","), zoom: FOOTPRINTS_FROM });
    this.have = wanted;
    this.canvas.put("footprints", found.features);
  }

  /** Forget what was read of the plant: it has changed. */
  forget() {
    this.have = null;
    this.refresh();
  }

  /**
   * Show trouble from a severity on, and leave out the names of elements that have a label of their own.
   * @param {string} least empty: all
   * @param {Incident[]} incidents
   */
  draw(least, incidents) {
    const { map } = this.canvas;
    const wanted = Math.max(0, SEVERITIES.indexOf(least));
    if (map.getGlobalState().least !== wanted) map.setGlobalStateProperty("least", wanted);
    map.setFilter("labels", namesBut(incidents.map((item) => item.element.id)));
  }
}

/**
 * Return a view with a margin around it.
 * @param {import("/static/vendor/maplibre-gl/maplibre-gl.mjs").LngLatBounds} bounds
 * @param {number} margin
 * @returns {number[]} west, south, east, north
 */
export function box(bounds, margin) {
  const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const [x, y] = [(east - west) * margin, (north - south) * margin];
  return [west - x, Math.max(-90, south - y), east + x, Math.min(90, north + y)];
}

/** @param {number[]} inner @param {number[]} outer */
export const inside = (inner, outer) =>
  inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
