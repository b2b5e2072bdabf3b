// @ts-check
/** The view in the address: zoom, centre, least severity, what is selected. */

/** @typedef {{z: number | null, lat: number | null, lng: number | null, sev: string, selected: string}} View */

/** @returns {View} */
export function read() {
  const given = new URLSearchParams(location.search);
  /** @param {string} name */
  const number = (name) => {
    const value = given.get(name);
    return value !== null && value !== "" && Number.isFinite(Number(value)) ? Number(value) : null;
  };
  return { z: number("z"), lat: number("lat"), lng: number("lng"), sev: given.get("sev") ?? "", selected: given.get("selected") ?? "" };
}

/**
 * Write the view into the address without a new entry in the history.
 * @param {{getZoom(): number, getCenter(): {lng: number, lat: number}}} map
 * @param {{sev: string, selected: string}} chosen
 */
export function write(map, { sev, selected }) {
  const { lng, lat } = map.getCenter();
  const given = new URLSearchParams({ z: map.getZoom().toFixed(2), lat: lat.toFixed(5), lng: lng.toFixed(5) });
  if (sev) given.set("sev", sev);
  if (selected) given.set("selected", selected);
  history.replaceState(null, "", `?${given}`);
}
