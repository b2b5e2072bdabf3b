// @ts-check
/** An element's chart: pick a metric and a range; both are in the address. */

import { get } from "./api.mjs";
import { draw } from "./chart.mjs";
import { live, soon } from "./live.mjs";
import { make } from "./shapes.mjs";
import { t } from "./words.mjs";

const DAY_MS = 86_400_000;
const RANGES = [0.0416667, 0.25, 1];
const place = /** @type {HTMLElement} */ (document.getElementById("chart"));
const start = JSON.parse(place.dataset.start ?? "{}");
const picker = /** @type {HTMLSelectElement | null} */ (document.getElementById("metric"));
const range = document.getElementById("range");

if (picker && range) {
  const address = new URL(location.href);
  let days = Number(address.searchParams.get("days")) || 7;
  const wished = address.searchParams.get("metric");
  if (wished && [...picker.options].some((option) => option.value === wished)) picker.value = wished;
  let chosen = Boolean(wished);
  let ranged = address.searchParams.has("days");
  let erase = () => {};
  let asked = 0;

  /** @returns {Promise<void>} */
  const show = async () => {
    const mine = ++asked;
    const [family, metric] = picker.value.split("/");
    const end = Date.now();
    for (const button of range.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.days) === days));
    }
    try {
      const query = { family, metric, start_ms: Math.round(end - days * DAY_MS), end_ms: end, points: 500 };
      const history = await get(`elements/${encodeURIComponent(start.element)}/history`, query);
      if (mine !== asked) return;
      if (!history.series.length && !chosen && picker.selectedIndex + 1 < picker.options.length) {
        picker.selectedIndex += 1; // nobody has asked for a certain metric: the first that was ever read
        return await show();
      }
      if (!ranged && history.series.length) {
        ranged = true; // what was begun to be asked this morning would be a stroke at the edge of a week
        const first = Math.min(...history.series.map((/** @type {any} */ line) => line.time_ms[0]));
        const closest = RANGES.find((item) => end - first <= item * DAY_MS) ?? days;
        if (closest < days) {
          days = closest;
          return await show();
        }
      }
      erase();
      erase = () => {};
      if (!history.series.length) {
        if (!chosen) picker.selectedIndex = 0;
        place.replaceChildren(make("p", { class: "chart-empty" }, t("element.no_history")));
        return;
      }
      place.replaceChildren();
      erase = draw(place, history, start.level_unit);
    } catch {
      if (mine === asked) place.replaceChildren(make("p", { class: "chart-empty" }, t("element.chart_failed")));
    } finally {
      place.dataset.ready = "yes";
    }
  };
  const changed = () => {
    chosen = true;
    address.searchParams.set("metric", picker.value);
    address.searchParams.set("days", String(days));
    history.replaceState(null, "", address);
    show();
  };
  picker.addEventListener("change", changed);
  range.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    days = Number(button.dataset.days);
    ranged = true;
    changed();
  });
  show();
  const later = soon(show, 30_000);
  live.addEventListener("change", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.kind === "sweep") later();
  });
}
