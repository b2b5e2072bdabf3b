// @ts-check
/** One incident: where it is on a small map, and whether the page is still current. */

import { LngLatBounds } from "/static/vendor/maplibre-gl/maplibre-gl.mjs";
import { live, soon } from "./live.mjs";
import { drawable, followTheme, newMap } from "./map/canvas.mjs";
import { Labels } from "./map/incidents.mjs";
import { PlantView } from "./map/plant.mjs";
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
  const map = await newMap(where, {
    bounds, fitBoundsOptions: { padding: { top: 60, bottom: 24, left: 84, right: 84 }, maxZoom: 16 }, scrollZoom: false, cooperativeGestures: false,
  });
  const plant = new PlantView(map, map);
  const labels = new Labels(map, () => location.assign(`/map?selected=${incident.id}`));
  const draw = () => {
    /** @type {any} */ (map.getSource("areas")).setData({ type: "FeatureCollection", features: area ? [area] : [] });
    plant.draw(incident.state === "open" ? [incident] : []);
    labels.draw([incident], "");
  };
  followTheme(map, draw);
  const read = soon(async () => {
    await plant.read();
    draw();
    map.once("idle", () => (where.dataset.ready = "yes"));
  }, 50);
  map.on("moveend", read);
  draw(); // the area at once, the plant around it when it has come
  read();
}
