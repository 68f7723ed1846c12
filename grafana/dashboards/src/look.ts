import { MappingType, SpecialValueMatch, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DynamicConfigValue, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

/** Units, by Grafana's identifiers. An unknown one would be shown as a suffix. */
export const UNIT = {
  none: 'none',
  /** For what spans decades: an axis in plain numbers rounds the small ones to 0. */
  scientific: 'sci',
  seconds: 's',
  share: 'percentunit',
  perSecond: 'cps',
} as const;

export type Unit = (typeof UNIT)[keyof typeof UNIT];

/** States of a monitor, by the numbers that {@link coded} gives them. */
export const STATUS = ['active', 'detached', 'closed'] as const;

export const STATUS_TEXT = texts({
  1: ['active', 'green'],
  2: ['detached', 'red'],
  3: ['closed', 'blue'],
});

/** Verdicts on a term, likewise. */
export const VERDICT = ['not_supported', 'weak', 'supported'] as const;

export const VERDICT_TEXT = texts({
  0: ['not judged yet', 'text'],
  1: ['not supported', 'red'],
  2: ['weak', 'yellow'],
  3: ['supported', 'green'],
});

export const IDENTIFIED_TEXT = texts({ 0: ['not identified', 'orange'], 1: ['identified', 'green'] });

export const VALID_TEXT = texts({ 0: ['outside its theory', 'orange'], 1: ['valid', 'green'] });

/** In tables, where a gap cannot show it: a number that is not known. */
export const UNKNOWN_TEXT: ValueMapping[] = [
  {
    type: MappingType.SpecialValue,
    options: { match: SpecialValueMatch.NullAndNan, result: { text: '–', index: 0 } },
  },
];

/** What stands in place of numbers. */
function texts(of: Record<number, [text: string, color: string]>): ValueMapping[] {
  return [
    {
      type: MappingType.ValueToText,
      options: Object.fromEntries(
        Object.entries(of).map(([value, [text, color]], index) => [value, { text, color, index }]),
      ),
    },
  ];
}

/** Green, and another colour from each value on. */
export function thresholds(...from: [value: number, color: string][]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: 'green' }, ...from.map(([value, color]) => ({ value, color }))]);
}

/** A line to compare others with. */
export function dashed(color: string): DynamicConfigValue[] {
  return [
    { id: 'color', value: { mode: 'fixed', fixedColor: color } },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
    { id: 'custom.fillOpacity', value: 0 },
  ];
}

/** A line in a colour of its own. */
export function colored(color: string): DynamicConfigValue[] {
  return [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }];
}
