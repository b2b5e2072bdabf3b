// @ts-check
/** Test now: one click, and what the terminal and its neighbours say while the caller is on the line. */

import { get, post } from "./api.mjs";
import { make } from "./shapes.mjs";
import { t } from "./words.mjs";

const LOOK_MS = 400;
const SIGNS = { waiting: "…", good: "✓", poor: "≈", alone: "⌂", together: "!", silent: "?", not_asked: "?", failed: "×" };

for (const place of document.querySelectorAll("[data-test]")) ready(/** @type {HTMLElement} */ (place));

/** @param {HTMLElement} place */
function ready(place) {
  const button = /** @type {HTMLButtonElement} */ (place.querySelector("button"));
  const said = /** @type {HTMLElement} */ (place.querySelector("[role=status]"));
  button.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    place.dataset.state = "running";
    try {
      const begun = await (await post("tests", { terminal: place.dataset.test })).json();
      await follow(begun.id, said, begun.shared);
    } catch (error) {
      said.replaceChildren(make("p", { class: "none" }, error instanceof Error ? error.message : String(error)));
    } finally {
      button.disabled = false;
      place.dataset.state = "done";
    }
  });
}

/**
 * Show a test until it has ended.
 * @param {number} id
 * @param {HTMLElement} said
 * @param {boolean} shared
 */
async function follow(id, said, shared) {
  for (;;) {
    const test = await get(`tests/${id}`);
    show(test, said, shared);
    if (test.state !== "running" || test.finding === "failed") return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/**
 * @param {any} test
 * @param {HTMLElement} said
 * @param {boolean} shared
 */
function show(test, said, shared) {
  const { asked, answered, waiting } = test.neighbours;
  /** @type {keyof typeof SIGNS} */
  const finding = test.finding;
  const beside = asked ? t("test.neighbours", { answered, asked }) + (waiting ? ` · ${t("test.waiting_for", { n: waiting })}` : "") : t("test.no_neighbours");
  const bad = new Set(test.own?.beyond_limits ?? []);
  const figures = (test.own?.readings ?? []).map((/** @type {any} */ one) =>
    make("span", { class: bad.has(one.metric) ? "tag tag-bad" : "tag" }, `${t(`metric.${one.metric}`)} ${one.value.toFixed(1)} ${one.unit}`),
  );
  said.replaceChildren(
    make("p", { class: `test-finding test-${finding}` }, make("span", { class: "mini", "aria-hidden": "true" }, SIGNS[finding]), " ", make("b", {}, t(`test.finding.${finding}`))),
    make("p", { class: "quiet" }, beside, shared ? ` · ${t("test.shared")}` : ""),
    ...(figures.length ? [make("p", { class: "test-figures" }, ...figures)] : []),
  );
}
