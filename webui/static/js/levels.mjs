// @ts-check
/** Levels behind an element, read again every few seconds as long as somebody looks. */

const EVERY_MS = 10_000;

setInterval(again, EVERY_MS);

/** Put the newest table in the place of the one that is shown; what cannot be had now is had the next time. */
async function again() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const read = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("levels");
  if (read) document.getElementById("levels")?.replaceChildren(...read.childNodes);
}
