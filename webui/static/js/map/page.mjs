// @ts-check
/** The map page: wires view, plant, incidents, lists and what changes. */

import { LngLatBounds, NavigationControl, ScaleControl } from "/static/vendor/maplibre-gl/maplibre-gl.mjs";
import { get, post } from "../api.mjs";
import { live, soon } from "../live.mjs";
import { typing } from "../page.mjs";
import { SEVERITIES } from "../shapes.mjs";
import { t } from "../words.mjs";
import { drawable, followTheme, newMap } from "./canvas.mjs";
import { Labels, worstFirst, writeList } from "./incidents.mjs";
import { Outlook } from "./outlook.mjs";
import { PlantView } from "./plant.mjs";
import { writeTable } from "./table.mjs";
import * as view from "./view.mjs";

/** @typedef {import("/static/vendor/maplibre-gl/maplibre-gl.mjs").Map} MapLibre */

const place = /** @type {HTMLElement} */ (document.getElementById("map"));
const note = /** @type {HTMLElement} */ (document.getElementById("map-note"));
const lists = {
  incidents: /** @type {HTMLElement} */ (document.getElementById("panel-incidents")),
  view: /** @type {HTMLElement} */ (document.getElementById("panel-view")),
};
const least = /** @type {HTMLSelectElement} */ (document.getElementById("least"));
const start = JSON.parse(place.dataset.start ?? "{}");
const chosen = { sev: "", selected: "" };
/** Room around what is shown; labels stand above their places. */
const OUTSET = narrow() ? { top: 64, bottom: 24, left: 24, right: 24 } : { top: 90, bottom: 60, left: 80, right: 80 };
const AROUND = { padding: OUTSET, maxZoom: 16.5, duration: 500 };

/** @type {any[]} */
let incidents = start.incidents;
/** @type {any[]} */
let areas = [];
/** @type {Set<string>} */
let fresh = new Set();
/** @type {MapLibre | Outlook | null} where one looks */
let outlook = null;
/** @type {PlantView | null} */
let plant = null;
/** @type {{map: MapLibre, labels: Labels} | null} null where this browser draws no map */
let canvas = null;

async function begin() {
  const asked = view.read();
  chosen.sev = asked.sev;
  chosen.selected = asked.selected;
  least.value = asked.sev;
  draw();
  wire();
  const map = drawable() ? await newMap(place, where(asked)) : null;
  outlook = map ?? new Outlook(where(asked));
  plant = new PlantView(outlook, map);
  if (map) wireMap(map);
  const picked = incidents.find((item) => item.id === chosen.selected);
  await refreshAreas();
  if (picked && asked.z === null) lookAt(picked, 0);
  await readPlant();
  map?.once("idle", () => (place.dataset.ready = "yes"));
  if (!map) place.dataset.ready = "without";
  draw();
}

/** @param {MapLibre} map */
function wireMap(map) {
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-right");
  canvas = { map, labels: new Labels(map, select) };
  followTheme(map, draw);
  map.on("moveend", moved);
  pointing(map);
}

/** @param {import("./view.mjs").View} asked */
function where(asked) {
  if (asked.z !== null && asked.lat !== null && asked.lng !== null && Math.abs(asked.lat) <= 90) {
    return { zoom: asked.z, center: /** @type {[number, number]} */ ([asked.lng, asked.lat]) };
  }
  const [west, south, east, north] = start.bounds ?? [73, 18, 135, 54];
  return { bounds: new LngLatBounds([west, south], [east, north]), fitBoundsOptions: { padding: OUTSET, maxZoom: 16.5 } };
}

function shown() {
  const from = SEVERITIES.indexOf(chosen.sev);
  return incidents.filter((item) => SEVERITIES.indexOf(item.severity) >= from).sort(worstFirst);
}

function draw() {
  const now = shown();
  const count = document.getElementById("incident-count");
  if (count) count.textContent = String(now.length);
  writeList(lists.incidents, now, { selected: chosen.selected, fresh, filtered: now.length < incidents.length, select });
  fresh = new Set();
  if (!plant) return;
  plant.draw(now);
  if (!lists.view.hidden) writeTable(lists.view, plant);
  if (!canvas) {
    say(t("map.no_webgl"));
    return;
  }
  const numbers = new Set(now.map((item) => item.number));
  const drawn = { type: "FeatureCollection", features: areas.filter((area) => numbers.has(area.id)) };
  /** @type {any} */ (canvas.map.getSource("areas"))?.setData(drawn);
  canvas.labels.draw(now, chosen.selected);
  say(plant.truncated ? t("map.truncated") : "");
}

async function readPlant(anew = false) {
  await plant?.read(anew).catch((error) => say(t("page.failed", { detail: error.message })));
}

async function refreshAreas() {
  areas = (await get("map/areas")).features;
}

async function refreshIncidents() {
  const before = new Set(incidents.map((item) => item.id));
  const found = [];
  let next = "";
  do {
    const page = await get("incidents", { state: "open", limit: 200, ...(next ? { cursor: next } : {}) });
    found.push(...page.items);
    next = page.next;
  } while (next);
  incidents = found;
  fresh = new Set(found.map((item) => item.id).filter((id) => !before.has(id)));
  await refreshAreas();
}

const moved = soon(async () => {
  writeView();
  await readPlant();
  draw();
}, 120);

/** @param {string} id */
function select(id) {
  chosen.selected = id;
  const item = incidents.find((one) => one.id === id);
  if (item) lookAt(item, AROUND.duration);
  writeView();
  draw();
  lists.incidents.querySelector(`[data-incident="${id}"]`)?.scrollIntoView({ block: "nearest" });
}

/** @param {any} item @param {number} duration */
function lookAt(item, duration) {
  const area = areas.find((one) => one.id === item.number);
  if (!outlook || !(area || item.place)) return;
  const bounds = new LngLatBounds();
  for (const point of area ? points(area.geometry.coordinates) : [item.place]) bounds.extend(point);
  outlook.fitBounds(bounds, { ...AROUND, duration });
  if (!canvas) moved();
}

function writeView() {
  if (outlook) view.write(outlook, chosen);
}

/** @param {any[]} coordinates nested as deep as the geometry is @returns {[number, number][]} */
function points(coordinates) {
  return typeof coordinates[0] === "number" ? [/** @type {any} */ (coordinates)] : coordinates.flatMap(points);
}

/** @param {MapLibre} map */
function pointing(map) {
  const touchable = ["elements", "terminals"];
  map.on("click", (event) => {
    const [found] = map.queryRenderedFeatures(around(event.point), { layers: touchable });
    if (found) location.assign(`/elements/${encodeURIComponent(found.properties.element)}`);
  });
  map.on("mousemove", (event) => {
    const [found] = map.queryRenderedFeatures(around(event.point), { layers: touchable });
    map.getCanvas().style.cursor = found ? "pointer" : "";
    const name = found?.properties.name ?? found?.properties.element;
    map.getCanvas().title = found ? `${name} · ${t(`state.${found.properties.state}`)}` : "";
  });
}

/** @param {{x: number, y: number}} point @returns {[[number, number], [number, number]]} */
const around = ({ x, y }) => [[x - 4, y - 4], [x + 4, y + 4]];

/** @returns {boolean} whether this is a phone's screen */
function narrow() {
  return matchMedia("(max-width: 720px)").matches;
}

/** @param {string} words */
function say(words) {
  note.textContent = words;
  note.hidden = !words;
}

function wire() {
  const onIncident = soon(async () => {
    await refreshIncidents();
    await plant?.readStates();
    draw();
  });
  const onState = soon(async () => {
    await plant?.readStates();
    draw();
  }, 600);
  const onPlant = soon(async () => {
    await refreshIncidents();
    await readPlant(true);
    draw();
  });
  live.addEventListener("resync", onPlant);
  live.addEventListener("change", (event) => {
    const { kind } = /** @type {CustomEvent} */ (event).detail;
    if (kind === "incident") onIncident();
    else if (kind === "state" || kind === "alarm") onState();
    else if (kind === "plant") onPlant();
  });
  least.addEventListener("change", () => {
    chosen.sev = least.value;
    writeView();
    draw();
  });
  for (const name of /** @type {const} */ (["incidents", "view"])) {
    document.getElementById(`tab-${name}`)?.addEventListener("click", () => open(name));
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "Enter" && chosen.selected && event.target === document.body) location.assign(`/incidents/${chosen.selected}`);
    else if (event.key === "a") acknowledge();
  });
}

/** @param {"incidents" | "view"} name */
function open(name) {
  for (const other of /** @type {const} */ (["incidents", "view"])) {
    lists[other].hidden = other !== name;
    document.getElementById(`tab-${other}`)?.setAttribute("aria-selected", String(other === name));
  }
  draw();
}

/** @param {number} by */
function step(by) {
  const now = shown();
  if (!now.length) return;
  const at = now.findIndex((item) => item.id === chosen.selected);
  select(now[Math.max(0, Math.min(now.length - 1, at + by))].id);
}

async function acknowledge() {
  if (!chosen.selected) return;
  await post(`incidents/${chosen.selected}/acknowledge`).catch((error) => say(t("page.failed", { detail: error.message })));
  await refreshIncidents();
  draw();
}

await begin();
