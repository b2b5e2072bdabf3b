// @ts-check
/** WGS-84 and GCJ-02, the offset that Chinese base maps are drawn with: the same sums as in maps/datum.py. */

/** @typedef {[number, number]} Place longitude and latitude, degrees */

/** The rectangle inside which the two differ. */
const [WEST, EAST, SOUTH, NORTH] = [72.004, 137.8347, 0.8293, 55.8271];
const [CENTRE_LNG, CENTRE_LAT] = [105, 35];
const SEMI_MAJOR_M = 6_378_245;
const ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943;
/** The offset changes by less than a thousandth per metre: each round gains three digits. */
const ROUNDS = 6;

/** @param {Place} wgs84 @returns {Place} */
export function toGcj02([lng, lat]) {
  if (!inside(lng, lat)) return [lng, lat];
  const [east, north] = offset(lng, lat);
  return [lng + east, lat + north];
}

/** @param {Place} gcj02 @returns {Place} */
export function toWgs84([lng, lat]) {
  if (!inside(lng, lat)) return [lng, lat];
  /** @type {Place} */
  let found = [lng, lat];
  for (let round = 0; round < ROUNDS; round++) {
    const [east, north] = offset(...found);
    found = [lng - east, lat - north];
  }
  return found;
}

/** @param {number} lng @param {number} lat */
const inside = (lng, lat) => lng >= WEST && lng <= EAST && lat >= SOUTH && lat <= NORTH;

/** @param {number} lng @param {number} lat @returns {Place} degrees by which GCJ-02 lies east and north */
function offset(lng, lat) {
  const [x, y] = [lng - CENTRE_LNG, lat - CENTRE_LAT];
  const [root, cross] = [Math.sqrt(Math.abs(x)), x * y];
  const ripple = waves(x, [[20, 1 / 6], [20, 1 / 2]]);
  const eastM = 300 + x + 2 * y + 0.1 * x * x + 0.1 * cross + 0.1 * root
    + (ripple + waves(x, [[20, 1], [40, 3], [150, 12], [300, 30]])) * (2 / 3);
  const northM = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * cross + 0.2 * root
    + (ripple + waves(y, [[20, 1], [40, 3], [160, 12], [320, 30]])) * (2 / 3);
  const phi = radians(lat);
  const squash = 1 - ECCENTRICITY_SQUARED * Math.sin(phi) ** 2;
  const primeVerticalM = SEMI_MAJOR_M / Math.sqrt(squash);
  const meridianM = (primeVerticalM * (1 - ECCENTRICITY_SQUARED)) / squash;
  return [degrees(eastM / (primeVerticalM * Math.cos(phi))), degrees(northM / meridianM)];
}

/**
 * Return a sum of sines.
 * @param {number} angle degrees
 * @param {[number, number][]} terms amplitude in metres and wavelength in half turns of each
 */
const waves = (angle, terms) => terms.reduce((sum, [amplitude, length]) => sum + amplitude * Math.sin((Math.PI * angle) / length), 0);

/** @param {number} angle */
const radians = (angle) => (angle * Math.PI) / 180;
/** @param {number} angle */
const degrees = (angle) => (angle * 180) / Math.PI;
