// @ts-check
/** The map page: wires view, plant, incidents, lists and what changes. */

import { LngLatBounds, NavigationControl, ScaleControl } from "/static/vendor/maplibre-gl/maplibre-gl.mjs";
import { get, post } from "../api.mjs";
import { live, soon } from "../live.mjs";
import { typing } from "../page.mjs";
import { SEVERITIES } from "../shapes.mjs";
import { t } from "../words.mjs";
import { Candidates } from "./candidates.mjs";
import { Canvas, drawable } from "./canvas.mjs";
import { Labels, worstFirst, writeList } from "./incidents.mjs";
import { Listing } from "./listing.mjs";
import { Outlook } from "./outlook.mjs";
import { Plant } from "./plant.mjs";
import { pointing } from "./pointing.mjs";
import { writeTable } from "./table.mjs";
import * as view from "./view.mjs";

const place = /** @type {HTMLElement} */ (document.getElementById("map"));
const note = /** @type {HTMLElement} */ (document.getElementById("map-note"));
const legend = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".legend"));
const lists = {
  incidents: /** @type {HTMLElement} */ (document.getElementById("panel-incidents")),
  view: /** @type {HTMLElement} */ (document.getElementById("panel-view")),
};
const least = /** @type {HTMLSelectElement} */ (document.getElementById("least"));
const start = JSON.parse(place.dataset.start ?? "{}");
const chosen = { sev: "", selected: "" };
/** Room around what is shown; labels stand above their places. */
const OUTSET = narrow() ? { top: 64, bottom: 24, left: 60, right: 60 } : { top: 90, bottom: 60, left: 80, right: 80 };
const AROUND = { padding: OUTSET, maxZoom: 17.5, duration: 500 };

/** @type {any[]} */
let incidents = start.incidents;
/** @type {any[]} */
let areas = [];
/** @type {Set<string>} */
let fresh = new Set();
/** @type {Canvas | Outlook | null} where one looks */
let outlook = null;
/** @type {Listing | null} */
let listing = null;
/** @type {{canvas: Canvas, plant: Plant, labels: Labels} | null} null where this browser draws no map */
let drawn = null;
const candidates = new Candidates();

async function begin() {
  const asked = view.read();
  chosen.sev = asked.sev;
  chosen.selected = asked.selected;
  least.value = asked.sev;
  if (legend && narrow()) legend.open = false;
  draw();
  wire();
  const first = Promise.all([readAreas(), candidates.read(picked())]).catch(complain); // on its way while the map is made
  if (drawable()) {
    const canvas = await Canvas.on(place, where(asked), { fitBoundsOptions: { padding: OUTSET, maxZoom: 16.5 } });
    outlook = canvas;
    wireMap(canvas);
  } else {
    outlook = new Outlook(where(asked));
  }
  listing = new Listing(outlook);
  await first;
  const selected = incidents.find((item) => item.id === chosen.selected);
  if (selected && asked.z === null) lookAt(selected, 0);
  draw();
  if (drawn) drawn.canvas.map.once("idle", () => (place.dataset.ready = "yes"));
  await readView();
  if (!drawn) place.dataset.ready = "without";
}

/** @param {Canvas} canvas */
function wireMap(canvas) {
  const { map } = canvas;
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-right");
  drawn = { canvas, plant: new Plant(canvas), labels: new Labels(canvas, select) };
  candidates.canvas = canvas;
  canvas.followTheme(() => {
    drawn?.plant.forget();
    draw();
    moved();
  });
  map.on("moveend", moved);
  map.on("error", (event) => ("sourceId" in event && event.sourceId === "base" ? say(t("map.no_base")) : complain(event.error)));
  pointing(canvas);
}

/** @param {import("./view.mjs").View} asked */
function where(asked) {
  if (asked.z !== null && asked.lat !== null && asked.lng !== null && Math.abs(asked.lat) <= 90) {
    return { zoom: asked.z, center: /** @type {[number, number]} */ ([asked.lng, asked.lat]) };
  }
  const [west, south, east, north] = start.bounds ?? [73, 18, 135, 54];
  return { bounds: new LngLatBounds([west, south], [east, north]) };
}

function shown() {
  const from = SEVERITIES.indexOf(chosen.sev);
  return incidents.filter((item) => SEVERITIES.indexOf(item.severity) >= from).sort(worstFirst);
}

function draw() {
  const now = shown();
  const count = document.getElementById("incident-count");
  if (count) count.textContent = String(now.length);
  const filtered = now.length < incidents.length;
  writeList(lists.incidents, now, { selected: chosen.selected, more: candidates.list(), fresh, filtered, select });
  fresh = new Set();
  if (listing && !lists.view.hidden) writeTable(lists.view, listing.rows(now), listing.truncated);
  if (!drawn) return;
  const numbers = new Set(now.map((item) => item.number));
  drawn.canvas.put("areas", areas.filter((area) => numbers.has(area.id)));
  drawn.plant.draw(chosen.sev, now.filter((item) => item.place));
  drawn.labels.draw(now, chosen.selected);
  candidates.draw();
  legend?.querySelector(".of-selected")?.toggleAttribute("hidden", !candidates.found);
}

/** @returns {string} the selected incident, if it is one of those that are open */
const picked = () => (shown().some((item) => item.id === chosen.selected) ? chosen.selected : "");

/** Read what the map and the list need of the view beyond the tiles. @param {boolean} [anew] */
async function readView(anew = false) {
  const wanted = [drawn?.plant.readFootprints(), lists.view.hidden ? null : listing?.read(anew)];
  await Promise.all(wanted).then(() => say(drawn ? "" : t("map.no_webgl")), complain);
  draw();
}

async function readAreas() {
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
  await Promise.all([readAreas(), candidates.read(picked())]);
}

const moved = soon(async () => {
  writeView();
  await readView();
}, 120);

/** @param {string} id */
async function select(id) {
  chosen.selected = id;
  writeView();
  draw();
  lists.incidents.querySelector(`[data-incident="${id}"]`)?.scrollIntoView({ block: "nearest" });
  await candidates.read(picked()).catch(complain);
  const item = incidents.find((one) => one.id === chosen.selected);
  if (item?.id === id) lookAt(item, AROUND.duration); // another may have been selected meanwhile
  draw();
}

/** @param {any} item @param {number} duration */
function lookAt(item, duration) {
  const area = areas.find((one) => one.id === item.number);
  if (!outlook || !(area || item.place)) return;
  const bounds = new LngLatBounds();
  const around = [...(area ? points(area.geometry.coordinates) : []), ...(item.place ? [item.place] : []), ...candidates.places()];
  for (const point of around) bounds.extend(point);
  outlook.fitBounds(bounds, { ...AROUND, duration });
  if (!drawn) moved();
}

function writeView() {
  if (outlook) view.write(outlook, chosen);
}

/** @param {any[]} coordinates nested as deep as the geometry is @returns {[number, number][]} */
function points(coordinates) {
  return typeof coordinates[0] === "number" ? [/** @type {any} */ (coordinates)] : coordinates.flatMap(points);
}

/** @returns {boolean} whether this is a phone's screen */
function narrow() {
  return matchMedia("(max-width: 720px)").matches;
}

/** @param {string} words */
function say(words) {
  note.textContent = words;
  note.hidden = !words;
}

/** @param {{message: string}} error */
const complain = (error) => say(t("page.failed", { detail: error.message }));

function wire() {
  const onIncident = soon(async () => {
    await refreshIncidents();
    drawn?.plant.refresh();
    await readView();
  });
  const onState = soon(async () => {
    drawn?.plant.refresh();
    await candidates.read(picked());
    await readView();
  }, 600);
  const onPlant = soon(async () => {
    await refreshIncidents();
    drawn?.plant.forget();
    await readView(true);
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
  readView();
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
  await post(`incidents/${chosen.selected}/acknowledge`).catch(complain);
  await refreshIncidents();
  draw();
}

await begin();
