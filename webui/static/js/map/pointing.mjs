// @ts-check
/** What the pointer does on the map: an element opens, a place with many homes comes closer. */

import { t } from "../words.mjs";

/** @typedef {import("./canvas.mjs").Canvas} Canvas */

const TOUCHABLE = ["elements", "terminals", "contradicting", "cells"];
const CLOSER = 2;

/** @param {Canvas} canvas */
export function pointing({ map }) {
  /** @param {{x: number, y: number}} point */
  const under = ({ x, y }) => map.queryRenderedFeatures([[x - 4, y - 4], [x + 4, y + 4]], { layers: TOUCHABLE })[0];
  map.on("click", (event) => {
    const found = under(event.point)?.properties;
    if (!found) return;
    if ("n" in found) map.easeTo({ center: event.lngLat, zoom: map.getZoom() + CLOSER });
    else location.assign(`/elements/${encodeURIComponent(found.id ?? found.element)}`);
  });
  map.on("mousemove", (event) => {
    const found = under(event.point)?.properties;
    map.getCanvas().style.cursor = found ? "pointer" : "";
    map.getCanvas().title = found ? said(found) : "";
  });
}

/** @param {Record<string, any>} found */
function said(found) {
  if ("n" in found) return t("map.cell", { dark: found.dark, n: found.n });
  const name = found.name || found.id || found.element;
  return found.state ? `${name} · ${t(`state.${found.state}`)}` : name;
}
