import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { UNIT, UNKNOWN_TEXT } from './look';
import { rows } from './panels';
import type { Panel } from './panels';
import { DATASOURCE } from './variables';

/** A column of numbers: one query, whose labels tell the row. */
export interface Column {
  name: string;
  expression: string;
  /** How its cells look, in place of plain numbers. */
  cells?: DynamicConfigValue[];
}

const TABLE_HEIGHT = 6;

/**
 * The present values of several queries, side by side where their labels are the same.
 *
 * @param labels columns that tell the rows, by label, in the order to show
 * @param hidden labels of the queries that are not to show
 */
export function table(
  panel: Panel,
  labels: Record<string, string>,
  columns: Column[],
  hidden: string[] = [],
): TableBuilder {
  const letters = columns.map((_, i) => String.fromCharCode('A'.charCodeAt(0) + i));
  // Grafana calls the values of a table's only query otherwise than those of several.
  const values = columns.length === 1 ? ['Value'] : letters.map((letter) => `Value #${letter}`);
  const order = [...Object.keys(labels), ...values];
  const names = { ...labels, ...Object.fromEntries(columns.map((column, i) => [values[i], column.name])) };
  const builder = new TableBuilder()
    .title(panel.title)
    .description(panel.description)
    .datasource(DATASOURCE)
    .targets(columns.map((column, i) => rows(letters[i]!, column.name, column.expression)))
    .span(panel.span)
    .height(TABLE_HEIGHT)
    .unit(panel.unit ?? UNIT.none)
    .noValue(panel.noValue ?? '–')
    .mappings(UNKNOWN_TEXT)
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(['Time', ...hidden].map((name) => [name, true])),
        indexByName: Object.fromEntries(order.map((name, i) => [name, i])),
        renameByName: names,
      },
    });
  for (const column of columns) {
    if (column.cells !== undefined) {
      builder.overrideByName(column.name, column.cells);
    }
  }
  return builder;
}
