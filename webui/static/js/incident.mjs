// @ts-check
/** One incident: where it is on a small map, and whether the page is still current. */

import { LngLatBounds } from "/static/vendor/maplibre-gl/maplibre-gl.mjs";
import { live, soon } from "./live.mjs";
import { Candidates } from "./map/candidates.mjs";
import { Canvas, drawable } from "./map/canvas.mjs";
import { Labels } from "./map/incidents.mjs";
import { Plant } from "./map/plant.mjs";
import { pointing } from "./map/pointing.mjs";
import { typing } from "./page.mjs";
import { make } from "./shapes.mjs";
import { t } from "./words.mjs";

const place = document.getElementById("mini-map");
const head = /** @type {HTMLElement} */ (document.getElementById("incident"));

addEventListener("keydown", (event) => {
  if (event.key !== "a" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  /** @type {HTMLElement | null} */ (document.querySelector("[data-acknowledge]"))?.click();
});

const reload = soon(() => {
  if (!typing(document.activeElement)) location.reload();
}, 1500);
live.addEventListener("change", (event) => {
  const { kind, subject } = /** @type {CustomEvent} */ (event).detail;
  if (kind === "incident" && subject === head.dataset.incident) reload();
});

if (place && drawable()) await showArea(place);
else place?.replaceWith(make("p", { class: "none" }, t("incident.no_webgl")));

/** @param {HTMLElement} where */
async function showArea(where) {
  const { incident, area } = JSON.parse(where.dataset.start ?? "{}");
  const bounds = new LngLatBounds();
  /** @param {any[]} coordinates */
  const extend = (coordinates) =>
    typeof coordinates[0] === "number" ? bounds.extend(/** @type {any} */ (coordinates)) : coordinates.forEach(extend);
  if (area) extend(area.geometry.coordinates);
  bounds.extend(incident.place);
  const candidates = new Candidates();
  await candidates.read(incident.id).catch(() => undefined); // the page has them as a list, map or no map
  for (const point of candidates.places()) bounds.extend(point);
  const canvas = await Canvas.on(where, { bounds }, {
    fitBoundsOptions: { padding: { top: 60, bottom: 24, left: 84, right: 84 }, maxZoom: 17.5 }, scrollZoom: false, cooperativeGestures: false,
  });
  candidates.canvas = canvas;
  const plant = new Plant(canvas);
  const labels = new Labels(canvas, () => location.assign(`/map?selected=${incident.id}`));
  const draw = () => {
    canvas.put("areas", area ? [area] : []);
    plant.draw("", [incident]);
    labels.draw([incident], "");
    candidates.draw();
  };
  canvas.followTheme(() => {
    plant.forget();
    draw();
  });
  canvas.map.on("moveend", soon(() => plant.readFootprints().catch(() => undefined), 50));
  live.addEventListener("change", (event) => {
    if (["state", "alarm"].includes(/** @type {CustomEvent} */ (event).detail.kind)) plant.refresh();
  });
  pointing(canvas);
  draw();
  canvas.map.once("idle", () => (where.dataset.ready = "yes"));
  await plant.readFootprints().catch(() => undefined);
}
