/** Numbers as text, with their units by a space that does not break. null is "not known". */

const UNKNOWN = '–';

/** To four significant digits, 1234 or 0.0123 or 1.234e-5. */
export function number(value) {
  if (value === null || value === undefined) {
    return UNKNOWN;
  }
  if (value === 0) {
    return '0';
  }
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  // A minus, not a hyphen, so that it is as wide as a digit and read out.
  return text.replaceAll('-', '−');
}

export function integer(value) {
  return value === null || value === undefined || value < 0 ? UNKNOWN : value.toLocaleString('en');
}

export function percent(value, digits = 1) {
  if (value === null || value === undefined) {
    return UNKNOWN;
  }
  // Adding 0 makes 0 of −0, which a small negative number is rounded to.
  const rounded = Number((100 * value).toFixed(digits)) + 0;
  return `${rounded.toFixed(digits)}\u00a0%`.replaceAll('-', '−');
}

/** An interval; ends that nothing bounds are infinite. */
export function interval(lower, upper, known) {
  if (!known) {
    return UNKNOWN;
  }
  return `[${lower === null ? '−∞' : number(lower)}, ${upper === null ? '∞' : number(upper)}]`;
}

export function seconds(value) {
  if (value === null) {
    return UNKNOWN;
  }
  const [amount, unit] = value < 120 ? [value, 's'] : value < 7200 ? [value / 60, 'min'] : [value / 3600, 'h'];
  return `${amount.toFixed(1)}\u00a0${unit}`;
}

/** without_dropout → without dropout */
export function words(label) {
  return label.replaceAll('_', ' ');
}

const CAUSES = {
  step_size: 'finite step size',
  mini_batch: 'mini-batching',
  noise: 'dropout and noise',
  update_rule: 'penalties and updater',
};

export function cause(label) {
  return CAUSES[label] ?? words(label);
}
