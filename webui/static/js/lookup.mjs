// @ts-check
/** The agent's page: the terminal's own levels over the last day, as figures with a line each. */

import { get } from "./api.mjs";
import { inUnit } from "./chart.mjs";
import { make } from "./shapes.mjs";
import { t } from "./words.mjs";

const DAY_MS = 86_400_000;
const SVG = "http://www.w3.org/2000/svg";

for (const place of document.querySelectorAll("[data-levels]")) show(/** @type {HTMLElement} */ (place));

/** @param {HTMLElement} place */
async function show(place) {
  const { metrics, level_unit: levelUnit } = JSON.parse(place.dataset.start ?? "{}");
  const terminal = encodeURIComponent(place.dataset.levels ?? "");
  const now = Date.now();
  /** @param {{family: string, name: string}} metric */
  const ask = ({ family, name }) =>
    get(`elements/${terminal}/history`, { family, metric: name, start_ms: now - DAY_MS, end_ms: now, points: 96 });
  const answers = await Promise.all(metrics.map((/** @type {any} */ metric) => ask(metric).catch(() => null)));
  const figures = answers.filter((history) => history?.series.length).map((history) => figure(history, levelUnit));
  place.replaceChildren(...(figures.length ? figures : [make("p", { class: "none" }, t("lookup.levels_none"))]));
  place.dataset.ready = "yes";
}

/**
 * Return the newest value of a metric with its course; of several channels, the mean.
 * @param {import("./chart.mjs").History} history
 * @param {string} levelUnit
 * @returns {HTMLElement}
 */
function figure(history, levelUnit) {
  const { unit, shown } = inUnit(history, levelUnit);
  const newest = shown.map((line) => [...line.values].reverse().find((value) => value !== null)).filter((value) => value != null);
  const mean = newest.reduce((sum, value) => sum + (value ?? 0), 0) / newest.length;
  return make(
    "div", { class: "spark" },
    make("small", {}, t(`metric.${history.metric}`)), make("br"),
    make("b", {}, mean.toFixed(1)), make("small", {}, ` ${unit}`),
    course(shown[0].values),
  );
}

/** @param {(number | null)[]} values @returns {SVGSVGElement} */
function course(values) {
  const known = /** @type {number[]} */ (values.filter((value) => value !== null));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const span = high - low || 1;
  let path = "";
  let pen = "M";
  for (const [i, value] of values.entries()) {
    if (value === null) {
      pen = "M";
      continue;
    }
    path += `${pen}${((i / Math.max(1, values.length - 1)) * 100).toFixed(1)} ${(25 - ((value - low) / span) * 22).toFixed(1)}`;
    pen = "L";
  }
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 28");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  line.setAttribute("vector-effect", "non-scaling-stroke");
  svg.append(line);
  return svg;
}
