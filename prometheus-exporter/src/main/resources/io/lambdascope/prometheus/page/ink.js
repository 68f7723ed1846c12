/** The lines that series are told apart by: a colour and a pattern of dashes each, the same in charts and beside names. */

/** How many colours page.css has. */
const COLOURS = 6;

/** In pixels: drawn, left out, drawn … */
const PATTERNS = [[], [8, 4], [2, 3], [12, 3, 2, 3], [5, 2], [3, 6]];

const SVG = 'http://www.w3.org/2000/svg';

/** The name of a series' colour in page.css. */
export function colour(index) {
  return `data-${index % COLOURS}`;
}

/** The dashes of a series; where colours begin again, each has another pattern than the time before. */
export function pattern(index) {
  return PATTERNS[(index + Math.floor(index / COLOURS)) % PATTERNS.length];
}

/** A short piece of the line of a series. */
export function swatch(index) {
  const piece = document.createElementNS(SVG, 'svg');
  piece.setAttribute('class', `swatch ink-${index % COLOURS}`);
  piece.setAttribute('viewBox', '0 0 28 6');
  piece.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', 'M0 3H28');
  line.setAttribute('stroke-dasharray', pattern(index).join(' ') || 'none');
  piece.append(line);
  return piece;
}
