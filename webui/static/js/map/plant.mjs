// @ts-check
/** The plant in view: layers by view, states on top of them, and the two joined for drawing. */

import { get } from "../api.mjs";
import { SEVERITIES } from "../shapes.mjs";
import { iconName } from "./style.mjs";

/** @typedef {import("/static/vendor/maplibre-gl/maplibre-gl.mjs").Map} MapLibre */
/** @typedef {{id: string, number: number, severity: string, element: {id: string}, segments: [number, number][]}} Incident */
/** @typedef {{type: "Feature", id?: number, geometry: any, properties: Record<string, any>}} Feature */
/** @typedef {{type: "FeatureCollection", features: Feature[], truncated: boolean}} Collection */
/** @typedef {{terminals: Record<string, number[]>, incidents: Record<string, number[]>, alarms: Record<string, number>}} States */

const DRAWN = /** @type {const} */ (["spans", "elements", "terminals", "footprints"]);
const MARGIN = 0.35; // of the view, so that a small pan needs no new data
const LABELLED_FROM = { headend: 0, hub: 0, optical_node: 11, olt: 11, amplifier: 16, line_power_supply: 16 };

/** @typedef {{getZoom(): number, getBounds(): import("/static/vendor/maplibre-gl/maplibre-gl.mjs").LngLatBounds}} Window where one looks */

/** Everything the map shows of the plant; `draw` joins it with incidents and puts it on the map, if there is one. */
export class PlantView {
  /** @param {Window} window @param {MapLibre | null} map null: nothing is drawn, the lists are all there is */
  constructor(window, map) {
    this.window = window;
    this.map = map;
    /** @type {Record<string, Collection>} */
    this.layers = Object.fromEntries(DRAWN.map((name) => [name, { type: "FeatureCollection", features: [], truncated: false }]));
    /** @type {States} */
    this.states = { terminals: {}, incidents: {}, alarms: {} };
    /** @type {{box: number[], zoom: number} | null} */
    this.have = null;
  }

  /** @returns {boolean} whether something in view was left out because there is too much of it */
  get truncated() {
    return DRAWN.some((name) => this.layers[name].truncated);
  }

  /**
   * Read layers and states for what the map looks at; layers only when the view has left what is there.
   * @param {boolean} [anew] read layers again whatever is there
   */
  async read(anew = false) {
    const zoom = Math.floor(this.window.getZoom() * 2) / 2;
    if (anew || !this.have || this.have.zoom !== zoom || !inside(this.view(0), this.have.box)) {
      const box = this.view(MARGIN);
      const query = { bbox: box.map((degree) => degree.toFixed(5)).join(","), zoom };
      const [states, ...layers] = await Promise.all([
        get("map/states", query), ...DRAWN.map((name) => get(`map/${name}`, query)),
      ]);
      this.have = { box, zoom };
      this.states = states;
      DRAWN.forEach((name, i) => (this.layers[name] = layers[i]));
    } else {
      await this.readStates();
    }
  }

  /** Read what is not as it should be, for the view that is there. */
  async readStates() {
    if (!this.have) return;
    const { box, zoom } = this.have;
    this.states = await get("map/states", { bbox: box.map((degree) => degree.toFixed(5)).join(","), zoom });
  }

  /** @param {number} margin @returns {number[]} west, south, east, north of the view with a margin around it */
  view(margin) {
    const bounds = this.window.getBounds();
    const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const [x, y] = [(east - west) * margin, (north - south) * margin];
    return [west - x, Math.max(-90, south - y), east + x, Math.min(90, north + y)];
  }

  /**
   * Join layers, states and incidents, and put them on the map.
   * @param {Incident[]} incidents
   */
  draw(incidents) {
    const trouble = new Trouble(this.states, incidents);
    const zoom = this.window.getZoom();
    for (const { properties } of this.layers.spans.features) {
      properties.severity = trouble.cut(properties.at);
    }
    for (const { properties } of this.layers.elements.features) {
      const severity = trouble.element(properties.element, properties.slot);
      properties.severity = severity;
      properties.state = trouble.state(properties.slot);
      properties.icon = iconName(properties.kind, severity);
      properties.rank = severity * 10 + (properties.kind in LABELLED_FROM ? 5 : 0);
      const from = /** @type {Record<string, number>} */ (LABELLED_FROM)[properties.kind] ?? 17.5;
      if (!trouble.faulty.has(properties.element) && (severity || zoom >= from)) properties.label = properties.name;
      else delete properties.label;
    }
    for (const { properties } of this.layers.terminals.features) {
      const state = trouble.state(properties.slot);
      const severity = trouble.terminal(properties.slot);
      properties.state = state;
      properties.severity = severity;
      properties.look = severity ? "trouble" : LOOKS[state] ?? "fine";
      properties.rank = severity ? 10 + severity : RANKS[properties.look];
    }
    for (const name of DRAWN) {
      const source = /** @type {any} */ (this.map?.getSource(name));
      source?.setData(this.layers[name]);
    }
  }
}

/** @type {Record<string, string>} */
const LOOKS = { dark: "dark", ranging: "dark", unregistered: "dark", unknown: "unsure", unobservable: "unsure", barred: "unsure" };
/** @type {Record<string, number>} */
const RANKS = { fine: 0, unsure: 1, dark: 2, trouble: 3 };

/** What is wrong, by slot, by element and by place in the tree. */
class Trouble {
  /** @param {States} states @param {Incident[]} incidents */
  constructor(states, incidents) {
    /** @type {Map<number, string>} */
    this.states = new Map(Object.entries(states.terminals).flatMap(([state, slots]) => slots.map((slot) => [slot, state])));
    const severity = new Map(incidents.map((item) => [item.number, SEVERITIES.indexOf(item.severity)]));
    /** @type {Map<number, number>} */
    this.explained = new Map();
    for (const [number, slots] of Object.entries(states.incidents)) {
      const worst = severity.get(Number(number)) ?? 1;
      for (const slot of slots) this.explained.set(slot, Math.max(worst, this.explained.get(slot) ?? 0));
    }
    /** @type {Map<string, number>} */
    this.faulty = new Map();
    for (const item of incidents) {
      const worst = SEVERITIES.indexOf(item.severity);
      this.faulty.set(item.element.id, Math.max(worst, this.faulty.get(item.element.id) ?? 0));
    }
    this.segments = incidents.flatMap((item) =>
      "cause" in item && item.cause === "element"
        ? item.segments.map(([first, last]) => ({ first, last, severity: SEVERITIES.indexOf(item.severity) }))
        : [],
    );
    this.alarms = states.alarms;
  }

  /** @param {number} slot */
  state(slot) {
    return this.states.get(slot) ?? "registered";
  }

  /** @param {number} slot */
  terminal(slot) {
    return this.explained.get(slot) ?? 0;
  }

  /** @param {string} id @param {number} slot */
  element(id, slot) {
    return Math.max(this.faulty.get(id) ?? 0, this.alarms[slot] ?? 0);
  }

  /** @param {number} at @returns {number} severity of the worst incident that cuts off this place of the tree */
  cut(at) {
    let worst = 0;
    for (const { first, last, severity } of this.segments) {
      if (at >= first && at < last && severity > worst) worst = severity;
    }
    return worst;
  }
}

/** @param {number[]} inner @param {number[]} outer */
const inside = (inner, outer) =>
  inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
