// @ts-check
/** What is in view, as the list has it: read only while the list is shown, and for browsers that draw no map. */

import { get } from "../api.mjs";
import { SEVERITIES } from "../shapes.mjs";
import { box, inside } from "./plant.mjs";

/** @typedef {{number: number, severity: string, element: {id: string}}} Incident */
/** @typedef {{type: "Feature", id?: number, geometry: any, properties: Record<string, any>}} Feature */
/** @typedef {{features: Feature[], truncated: boolean}} Collection */
/** @typedef {{terminals: Record<string, number[]>, incidents: Record<string, number[]>, alarms: Record<string, number>}} States */
/** @typedef {{getZoom(): number, getBounds(): import("/static/vendor/maplibre-gl/maplibre-gl.mjs").LngLatBounds}} Window where one looks */

const LAYERS = /** @type {const} */ (["elements", "terminals"]);
const MARGIN = 0.1; // of the view, so that a nudge needs no new data

/** Elements and terminals in view, with what is wrong with them. */
export class Listing {
  /** @param {Window} window */
  constructor(window) {
    this.window = window;
    /** @type {Record<string, Collection>} */
    this.layers = Object.fromEntries(LAYERS.map((name) => [name, { features: [], truncated: false }]));
    /** @type {States} */
    this.states = { terminals: {}, incidents: {}, alarms: {} };
    /** @type {{box: number[], zoom: number} | null} */
    this.have = null;
  }

  /** @returns {boolean} whether something in view was left out because there is too much of it */
  get truncated() {
    return LAYERS.some((name) => this.layers[name].truncated);
  }

  /** @returns {number[]} west, south, east, north of the view */
  get view() {
    return box(this.window.getBounds(), 0);
  }

  /**
   * Read what is in view; the plant only when the view has left what is there, what is wrong every time.
   * @param {boolean} [anew] read the plant again whatever is there
   */
  async read(anew = false) {
    const zoom = Math.floor(this.window.getZoom() * 2) / 2;
    if (anew || !this.have || this.have.zoom !== zoom || !inside(this.view, this.have.box)) {
      this.have = { box: box(this.window.getBounds(), MARGIN), zoom };
      const layers = await Promise.all(LAYERS.map((name) => get(`map/${name}`, this.query)));
      LAYERS.forEach((name, i) => (this.layers[name] = layers[i]));
    }
    this.states = await get("map/states", this.query);
  }

  get query() {
    const { box: [...sides], zoom } = /** @type {{box: number[], zoom: number}} */ (this.have);
    return { bbox: sides.map((degree) => degree.toFixed(5)).join(","), zoom };
  }

  /**
   * Return what is in view with its state and severity, trouble first.
   * @param {Incident[]} incidents
   * @returns {Record<string, any>[]}
   */
  rows(incidents) {
    const [west, south, east, north] = this.view;
    const trouble = new Trouble(this.states, incidents);
    return [...this.layers.elements.features, ...this.layers.terminals.features]
      .filter(({ geometry: { coordinates: [lng, lat] } }) => lng >= west && lng <= east && lat >= south && lat <= north)
      .map(({ properties }) => {
        const severity = properties.kind ? trouble.element(properties.element, properties.slot) : trouble.terminal(properties.slot);
        return { ...properties, severity, state: trouble.state(properties.slot) };
      })
      .sort((a, b) => worth(b) - worth(a));
  }
}

/** @type {Record<string, number>} */
const WORTH = { dark: 4, ranging: 4, unregistered: 4, unknown: 2, unobservable: 2, barred: 2 };

/** @param {Record<string, any>} row */
const worth = ({ severity, state, kind }) => severity * 10 + (kind ? 1 : severity ? 0 : WORTH[state] ?? 0); // what failed before whom it hit

/** What is wrong, by slot and by element. */
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
}
