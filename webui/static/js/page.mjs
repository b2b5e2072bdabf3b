// @ts-check
/** What every page does: keep the line of truth and all times current, listen to keys. */

import { get } from "./api.mjs";
import { follow, live, soon } from "./live.mjs";
import { severityMark } from "./shapes.mjs";
import { ago, duration, grouped, percent, t } from "./words.mjs";

const truth = /** @type {HTMLElement} */ (document.getElementById("truth"));
const TICK_MS = 1000;

if (truth) {
  start();
}
keys();

function start() {
  const offsetMs = Number(truth.dataset.now) - Date.now();
  let skewMs = offsetMs;
  let dataMs = Number(truth.dataset.asOf) || 0;
  const staleMs = Number(truth.dataset.staleAfter);

  function tick() {
    const now = Date.now() + skewMs;
    const stale = !dataMs || now - dataMs > staleMs;
    truth.dataset.stale = String(stale);
    const age = truth.querySelector("[data-age]");
    if (age) age.textContent = dataMs ? t("truth.age", { age: duration(now - dataMs) }) : t("truth.never");
    const warn = /** @type {HTMLElement | null} */ (truth.querySelector(".warn"));
    if (warn) warn.hidden = !stale;
    for (const item of document.querySelectorAll("time[data-ago]")) {
      const text = ago(now - Number(/** @type {HTMLElement} */ (item).dataset.ago));
      if (item.textContent !== text) item.textContent = text;
    }
  }

  const refresh = soon(async () => {
    const now = await get("summary").catch(() => null);
    if (!now) return;
    skewMs = now.now_ms - Date.now();
    dataMs = now.data_ms ?? 0;
    write(now);
    tick();
  });

  live.addEventListener("change", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.kind === "incident") refresh();
  });
  live.addEventListener("resync", refresh);
  live.addEventListener("pulse", (event) => {
    const now = /** @type {CustomEvent} */ (event).detail;
    skewMs = now.now_ms - Date.now();
    dataMs = now.data_ms ?? 0;
  });
  live.addEventListener("link", (event) => {
    const on = /** @type {CustomEvent} */ (event).detail.live;
    truth.dataset.link = on ? "live" : "polling";
    truth.querySelector(".age")?.setAttribute("title", on ? t("truth.live") : t("truth.polling"));
  });
  setInterval(tick, TICK_MS);
  follow(truth.dataset.since);
}

/** @param {any} now what /api/v1/summary answers */
function write(now) {
  const figures = truth.querySelectorAll(".item b");
  figures[0].textContent = t("truth.incidents", { n: now.incidents });
  figures[1].textContent = t("truth.subscribers", { n: now.subscribers, count: grouped(now.subscribers) });
  truth.querySelector(".sev")?.replaceWith(severityMark(now.severity));
  let worst = truth.querySelector(".worst");
  if (!now.worst) {
    worst?.remove();
    return;
  }
  if (!worst) {
    worst = document.createElement("span");
    worst.className = "item worst";
    figures[1].parentElement?.after(worst);
  }
  const link = document.createElement("a");
  link.href = `/incidents/${now.worst.id}`;
  const share = now.worst.offline_share;
  link.textContent = now.worst.element.name + (share === null ? "" : t("truth.offline", { share: percent(share) }));
  worst.replaceChildren(`${t("truth.worst")} `, link);
}

function keys() {
  const help = /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"));
  const find = document.getElementById("find");
  /** @type {Record<string, () => void>} */
  const acts = {
    "/": () => find?.focus(),
    m: () => location.assign("/map"),
    i: () => location.assign("/incidents"),
    "?": () => help?.showModal(),
  };
  if (document.body.classList.contains("embedded")) for (const key of Object.keys(acts)) delete acts[key];
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = acts[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  for (const menu of document.querySelectorAll("details.menu")) {
    document.addEventListener("click", (event) => {
      if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
    });
    menu.addEventListener("keydown", (event) => {
      if (/** @type {KeyboardEvent} */ (event).key === "Escape") menu.removeAttribute("open");
    });
  }
  for (const select of document.querySelectorAll("select[data-submit]")) {
    select.addEventListener("change", () => /** @type {HTMLSelectElement} */ (select).form?.requestSubmit());
  }
}

/** @param {EventTarget | null} target @returns {boolean} whether keys are meant for a field */
export function typing(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
