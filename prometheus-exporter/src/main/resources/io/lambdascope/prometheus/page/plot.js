/** One uPlot chart in the theme's colours. Its crosshair is that of all charts of the page. */

/* global uPlot */

const SYNC = 'lambdascope';

export function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** A colour of the theme, let through. */
export function pale(colour, alpha) {
  return `${colour}${Math.round(255 * alpha).toString(16).padStart(2, '0')}`;
}

function axis(extra) {
  return {
    stroke: css('soft'),
    font: '12px system-ui, "DejaVu Sans", sans-serif',
    grid: {stroke: css('grid'), width: 1},
    ticks: {stroke: css('grid'), width: 1},
    ...extra,
  };
}

/** A short label whatever the size of the number. */
function tick(value) {
  if (value === null || value === 0) {
    return value === null ? '' : '0';
  }
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(4));
  return (size >= 1e5 || size < 1e-3 ? rounded.toExponential() : String(rounded)).replace('e+', 'e').replaceAll('-', '−');
}

/** Vertical lines with a label above the plot; of labels that would run into each other, the latest is told. */
function marks(list) {
  return u => {
    const {ctx} = u;
    const {top, height} = u.bbox;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = css('ink');
    ctx.fillStyle = css('ink');
    ctx.lineWidth = 1.5 * ratio;
    ctx.font = `${12 * ratio}px system-ui, "DejaVu Sans", sans-serif`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    ctx.setLineDash([6 * ratio, 4 * ratio]);
    let free = u.bbox.left + u.bbox.width;
    [...list()].sort((a, b) => b.x - a.x).forEach(({x, label}) => {
      const left = u.valToPos(x, 'x', true);
      if (left < u.bbox.left || left > u.bbox.left + u.bbox.width) {
        return;
      }
      ctx.beginPath();
      ctx.moveTo(left, top);
      ctx.lineTo(left, top + height);
      ctx.stroke();
      const width = ctx.measureText(label).width;
      const start = Math.min(left - 4 * ratio, u.bbox.left + u.bbox.width - width);
      if (start + width <= free) {
        ctx.fillText(label, start, top - 6 * ratio);
        free = start - 8 * ratio;
      }
    });
    ctx.restore();
  };
}

/**
 * @param {HTMLElement} place of a height of its own
 * @param {{series: object[], bands?: object[], range?: (data) => number[], marks?: () => {x, label}[],
 *   tick?: (value) => string}} spec
 * @param {any[][]} data the iterations, then the values of each series
 * @param {(index: ?number) => void} onCursor the index under the crosshair; null where it has left
 */
export function plot(place, spec, data, onCursor) {
  const options = {
    width: Math.max(50, place.clientWidth),
    height: place.clientHeight,
    padding: [spec.marks ? 22 : 10, 12, 0, 0],
    legend: {show: false},
    cursor: {
      y: false,
      points: {size: 7},
      drag: {x: false, y: false},
      sync: {key: SYNC},
    },
    scales: {
      x: {time: false},
      y: spec.range ? {range: u => spec.range(u.data)} : {},
    },
    axes: [
      axis({values: (u, splits) => splits.map(v => (v === null || v % 1 !== 0 ? '' : v.toLocaleString('en'))), size: 34}),
      axis({values: (u, splits) => splits.map(spec.tick ?? tick), size: 76}),
    ],
    series: [{}, ...spec.series],
    bands: spec.bands ?? [],
    hooks: {
      draw: spec.marks ? [marks(spec.marks)] : [],
      setCursor: [u => onCursor(u.cursor.left >= 0 ? u.cursor.idx : null)],
    },
  };
  const chart = new uPlot(options, data, place);
  // Where tests, and people at the console, find what is drawn.
  place.uplot = chart;
  const sizes = new ResizeObserver(() => {
    if (place.clientWidth > 0 && (place.clientWidth !== chart.width || place.clientHeight !== chart.height)) {
      chart.setSize({width: place.clientWidth, height: place.clientHeight});
    }
  });
  sizes.observe(place);
  return {
    set: values => chart.setData(values),
    /** Puts the crosshair of this chart alone on an index, or takes it away. */
    point: index => chart.setCursor(
        index === null ? {left: -10, top: -10} : {left: chart.valToPos(chart.data[0][index], 'x'), top: 5}, false, false),
    destroy: () => {
      sizes.disconnect();
      chart.destroy();
    },
  };
}
