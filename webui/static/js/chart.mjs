// @ts-check
/** A metric over time, one line per channel, as a uPlot chart in the page's colours. */

import uPlot from "/static/vendor/uplot/uPlot.mjs";
import { moment, t } from "./words.mjs";

/** Line colours by order: Okabe and Ito's, those readable on both grounds. */
const LINES = ["#3b7ddd", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#8a7bd8", "#9aa33a"];
const MOST_LINES = 8;
const HEIGHT = 250;
const DBUV = 60;

/**
 * @typedef {{instance: number, time_ms: number[], values: (number | null)[]}} Series
 * @typedef {{metric: string, unit: string, start_ms: number, end_ms: number, series: Series[]}} History
 */

/**
 * Draw a history into a place; returns what takes it away again.
 * @param {HTMLElement} place
 * @param {History} history
 * @param {string} levelUnit `dBmV` or `dBuV`
 * @returns {() => void}
 */
export function draw(place, history, levelUnit) {
  const { unit, shown } = inUnit(history, levelUnit);
  const lines = shown.slice(0, MOST_LINES);
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--ink-3").trim();
  const grid = style.getPropertyValue("--line").trim();
  const font = `11px ${style.getPropertyValue("--font")}`;
  const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1, size: 4 } };
  const name = t(`metric.${history.metric}`);
  const chart = new uPlot(
    {
      width: Math.max(200, place.clientWidth - 24),
      height: HEIGHT,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), document.documentElement.dataset.zone ?? "UTC"),
      cursor: { points: { size: 6 }, drag: { x: true, y: false } },
      scales: { x: { min: history.start_ms / 1000, max: history.end_ms / 1000 }, y: { range: unit ? padded : whole } },
      axes: [{ ...axis, space: 84, values: stamps }, { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => `${tick}`) }],
      series: [
        { label: t("element.time"), value: (_, seconds) => (seconds === null ? "—" : moment(seconds * 1000)) },
        ...lines.map((line, i) => ({
          label: lines.length > 1 || line.instance ? t("element.instance", { n: line.instance }) : name,
          stroke: LINES[i], width: 1.5, spanGaps: false, points: { show: line.values.length < 60, size: 4 },
          value: (/** @type {uPlot} */ _, /** @type {number | null} */ value) =>
            value === null || value === undefined ? "—" : `${Number(value.toFixed(3))} ${unit}`,
        })),
      ],
    },
    uPlot.join(lines.map((line) => [line.time_ms.map((ms) => ms / 1000), line.values])),
    place,
  );
  const follow = new ResizeObserver(() => chart.setSize({ width: Math.max(200, place.clientWidth - 24), height: HEIGHT }));
  follow.observe(place);
  return () => {
    follow.disconnect();
    chart.destroy();
  };
}

/**
 * Return the history in the unit people read.
 * @param {History} history
 * @param {string} levelUnit
 * @returns {{unit: string, shown: Series[]}}
 */
export function inUnit(history, levelUnit) {
  /** @type {(value: number) => number} */
  let turn = (value) => value;
  let unit = history.unit;
  if (unit === "dBmV" && levelUnit === "dBuV") {
    turn = (value) => value + DBUV;
    unit = "dBµV";
  } else if (history.metric.endsWith("_ratio")) {
    turn = (value) => value * 100;
  }
  const shown = history.series.map((line) => ({
    ...line, values: line.values.map((value) => (value === null ? null : turn(value))),
  }));
  return { unit, shown };
}

/** @param {uPlot} _ @param {number} low @param {number} high @returns {[number, number]} */
function padded(_, low, high) {
  if (low === null || high === null) return [0, 1];
  const room = Math.max((high - low) * 0.15, Math.abs(high) * 0.002, 0.1);
  return [low - room, high + room];
}

/** Counts have no tenths. @param {uPlot} _ @param {number} low @param {number} high @returns {[number, number]} */
function whole(_, low, high) {
  if (low === null || high === null) return [0, 1];
  return [Math.max(0, Math.floor(low) - 2), Math.ceil(high) + 2];
}

/** @param {uPlot} chart @param {number[]} ticks @returns {string[]} day and hour, or the hour alone on short ranges */
function stamps(chart, ticks) {
  const { min, max } = chart.scales.x;
  const long = (max ?? 0) - (min ?? 0) > 36 * 3600;
  return ticks.map((seconds) => {
    const [date, time] = [moment(seconds * 1000).slice(0, 10), moment(seconds * 1000).slice(-8, -3)];
    const day = date.includes("/") && date.length === 10 ? shortDay(date) : date;
    return long && time === "00:00" ? day : time;
  });
}

/** @param {string} date @returns {string} month and day, without the year */
function shortDay(date) {
  return document.documentElement.lang.startsWith("zh") ? date.slice(5) : date.slice(0, 5);
}
