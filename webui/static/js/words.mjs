// @ts-check
/** Words for codes: the catalogue of the page's language, the same one the templates use. */

const html = document.documentElement;

/** @type {Record<string, string>} */
const catalogue = /** @type {any} */ (globalThis).plantwatchWords; // set by the script before all modules

/**
 * Return the words of a key with `{names}` filled in; `n: 1` takes the variant `.one` where there is one.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const words = (values.n === 1 ? catalogue[`${key}.one`] : undefined) ?? catalogue[key] ?? key.slice(key.lastIndexOf(".") + 1);
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

const CALM_S = 600; // from here on nobody counts the seconds
const UNITS = /** @type {const} */ ([["d", 86400], ["h", 3600], ["min", 60], ["s", 1]]);

/**
 * Return a length of time in its two largest units.
 * @param {number} spanMs
 * @returns {string}
 */
export function duration(spanMs) {
  const seconds = Math.max(0, Math.floor(spanMs / 1000));
  for (const [i, [unit, size]] of UNITS.entries()) {
    if (seconds < size) continue;
    const parts = [t(`time.${unit}`, { n: Math.floor(seconds / size) })];
    const next = UNITS[i + 1];
    const rest = next ? Math.floor((seconds % size) / next[1]) : 0;
    if (next && rest && !(unit === "min" && seconds >= CALM_S)) parts.push(t(`time.${next[0]}`, { n: rest }));
    return parts.join(" ");
  }
  return t("time.s", { n: 0 });
}

/** @param {number} spanMs how long ago, ms @returns {string} */
export const ago = (spanMs) => t("time.ago", { span: duration(spanMs) });

/** @param {number} share 0 to 1 @returns {string} a whole percentage; nothing below 1 is called 100 */
export const percent = (share) => `${share < 1 && share > 0.99 ? 99 : Math.round(share * 100)} %`;

/** @param {number} count @returns {string} a count with thin spaces between thousands */
export const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");

const zone = html.dataset.zone;
const LOCALE = html.lang.startsWith("zh") ? "zh-CN" : "en-GB";
const moments = new Intl.DateTimeFormat(LOCALE, {
  timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
});

/** @param {number} atMs @returns {string} date and time in the pages' zone */
export const moment = (atMs) => moments.format(atMs);
