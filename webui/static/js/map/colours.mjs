// @ts-check
/** The page's colours, for what is drawn on a canvas. */

/** @param {string} name @returns {string} the value of a design token */
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** @returns {string[]} colours of the severities, cleared first */
export const severityColours = () =>
  ["cleared", "indeterminate", "warning", "minor", "major", "critical"].map(token);
