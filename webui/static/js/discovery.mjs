// @ts-check
/** Proposals, kept current: taken anew when a survey ends or somebody decides. */

import { live, soon } from "./live.mjs";

/** Take the lists anew from the server, unless somebody is choosing in them. */
async function refresh() {
  const here = document.querySelector("[data-live]");
  if (!here || here.querySelector("select:focus")) return;
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (fresh) here.replaceWith(fresh);
}

const later = soon(refresh, 400);
live.addEventListener("resync", later);
live.addEventListener("change", (event) => {
  if (["discovery", "plant"].includes(/** @type {CustomEvent} */ (event).detail.kind)) later();
});
