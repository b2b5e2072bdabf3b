// @ts-check
/** Work orders, the list and one: taken anew when one of them changes, unless somebody is typing. */

import { live, soon } from "./live.mjs";
import { typing } from "./page.mjs";

const MINUTE = 60_000;
const shown = /** @type {HTMLElement | null} */ (document.getElementById("order"))?.dataset.order;

const again = soon(() => {
  if (!typing(document.activeElement)) location.reload();
}, 1000);
live.addEventListener("resync", again);
live.addEventListener("change", (event) => {
  const { kind, subject } = /** @type {CustomEvent} */ (event).detail;
  if (kind === "order" && (!shown || subject === shown)) again();
});
setInterval(again, MINUTE); // clocks run out without anybody saying so
