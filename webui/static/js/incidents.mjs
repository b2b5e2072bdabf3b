// @ts-check
/** The incident list: move with j and k, open, acknowledge; follow what changes. */

import { post } from "./api.mjs";
import { live, soon } from "./live.mjs";
import { typing } from "./page.mjs";

let at = -1;

const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("tr[data-incident]")]);

/** @param {number} to */
function select(to) {
  const all = rows();
  if (!all.length) return;
  at = Math.max(0, Math.min(all.length - 1, to));
  for (const [i, row] of all.entries()) row.setAttribute("aria-selected", String(i === at));
  all[at].scrollIntoView({ block: "nearest" });
  all[at].querySelector("a")?.focus({ preventScroll: true });
}

async function acknowledge() {
  const row = rows()[at];
  const table = /** @type {HTMLElement | null} */ (document.getElementById("incidents"));
  if (!row || !table?.dataset.mayAcknowledge || !row.querySelector("form")) return;
  await post(`incidents/${row.dataset.incident}/acknowledge`).catch(() => undefined);
  await refresh();
}

/** Take the list anew from the server, keeping the selection. */
async function refresh() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("section.card");
  const held = rows()[at]?.dataset.incident;
  if (!fresh) return;
  document.querySelector("section.card")?.replaceWith(fresh);
  const back = rows().findIndex((row) => row.dataset.incident === held);
  if (held && back >= 0) select(back);
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") select(at + 1);
  else if (event.key === "k") select(at - 1);
  else if (event.key === "a") acknowledge();
});

const later = soon(refresh, 400);
live.addEventListener("resync", later);
live.addEventListener("change", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.kind === "incident") later();
});
