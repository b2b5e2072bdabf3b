// @ts-check
/** Severity as colour, shape and letter at once, the same marks the templates draw. */

import { t } from "./words.mjs";

const SVG = "http://www.w3.org/2000/svg";
const SPRITE = document.documentElement.dataset.shapes ?? "";

export const SEVERITIES = ["cleared", "indeterminate", "warning", "minor", "major", "critical"];

/**
 * Return a new element.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Return a shape of the sprite.
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function glyph(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

/**
 * Return the mark of a severity.
 * @param {string} name
 * @returns {HTMLElement}
 */
export function severityMark(name) {
  const words = t(`severity.${name}`);
  return make(
    "span", { class: `sev sev-${name}`, role: "img", "aria-label": words, title: words },
    glyph(name), make("i", { "aria-hidden": "true" }, t(`severity.${name}.letter`)),
  );
}
