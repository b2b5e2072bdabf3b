// @ts-check
/** The text of a plan: a step of each kind can be put into it, and what is no JSON is said while it is written. */

import { t } from "./words.mjs";

const LOOK_MS = 300;

const bar = document.getElementById("plan-insert");
const said = /** @type {HTMLElement} */ (document.getElementById("plan-said"));
const text = /** @type {HTMLTextAreaElement} */ (document.getElementById("plan-text"));
if (bar) ready(bar);

/** @param {HTMLElement} bar */
function ready(bar) {
  /** @type {Record<string, Record<string, unknown>>} */
  const templates = JSON.parse(bar.dataset.templates ?? "{}");
  const kinds = /** @type {HTMLSelectElement} */ (bar.querySelector("select"));
  const button = /** @type {HTMLButtonElement} */ (bar.querySelector("button"));
  bar.hidden = false;
  button.addEventListener("click", () => {
    const plan = read();
    if (!plan) return;
    const steps = Array.isArray(plan.steps) ? plan.steps : [];
    plan.steps = [...steps, { do: kinds.value, ...templates[kinds.value] }];
    text.value = JSON.stringify(plan, null, 2);
    const at = text.value.lastIndexOf(`"do": "${kinds.value}"`);
    text.focus();
    text.setSelectionRange(at, at);
    text.scrollTop = text.scrollHeight * (at / text.value.length) - text.clientHeight / 2;
  });
  let timer = 0;
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(read, LOOK_MS);
  });
}

/** Return the plan that is written, and say where it is none. @returns {Record<string, unknown> | null} */
function read() {
  try {
    const plan = JSON.parse(text.value);
    if (plan === null || typeof plan !== "object" || Array.isArray(plan)) throw new SyntaxError("");
    tell("");
    return plan;
  } catch (error) {
    tell(error instanceof SyntaxError ? t("plan.no_json", place(error.message)) : String(error));
    return null;
  }
}

/** @param {string} words */
function tell(words) {
  said.textContent = words;
  text.setAttribute("aria-invalid", String(words !== ""));
}

/** Return line and column of a mistake, as far as the browser says where it is. @param {string} message */
function place(message) {
  const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.value.length);
  const before = text.value.slice(0, at).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
