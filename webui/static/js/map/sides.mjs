// @ts-check
/** On which side of its mark a label stands, so that it covers no other mark and no other label. */

/** @typedef {{x: number, y: number}} Point pixels */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box pixels */

const RADIUS = 15;
const GAP = 4;
const SIDES = /** @type {const} */ (["right", "left", "below", "above"]);

/**
 * Return the side for each label, the first ones served first; where none is free, the right.
 * @param {Point[]} marks middles of the marks
 * @param {{width: number, height: number}[]} labels
 * @returns {(typeof SIDES)[number][]}
 */
export function sides(marks, labels) {
  /** @type {Box[]} */
  const taken = marks.map(({ x, y }) => ({ left: x - RADIUS, top: y - RADIUS, right: x + RADIUS, bottom: y + RADIUS }));
  return marks.map((mark, rank) => {
    const free = SIDES.find((side) => !taken.some((other, whose) => whose !== rank && meet(box(mark, labels[rank], side), other)));
    taken.push(box(mark, labels[rank], free ?? "right"));
    return free ?? "right";
  });
}

/**
 * @param {Point} mark
 * @param {{width: number, height: number}} label
 * @param {string} side
 * @returns {Box}
 */
function box({ x, y }, { width, height }, side) {
  const away = RADIUS + GAP;
  const middle = { right: [x + away + width / 2, y], left: [x - away - width / 2, y], below: [x, y + away + height / 2], above: [x, y - away - height / 2] };
  const [across, down] = middle[/** @type {keyof typeof middle} */ (side)];
  return { left: across - width / 2, top: down - height / 2, right: across + width / 2, bottom: down + height / 2 };
}

/** @param {Box} one @param {Box} other */
const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
