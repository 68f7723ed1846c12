import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StatesBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as SeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { UNIT } from './look';
import type { Unit } from './look';
import { DATASOURCE } from './variables';

export type { StatBuilder };

/** Anything that can be put on a dashboard. */
export type Chart = Builder<GrafanaPanel>;

/** What every panel has. */
export interface Panel {
  title: string;
  /** How to read it, and what to do. */
  description: string;
  /** Width, of 24. */
  span: number;
  unit?: Unit;
  /** What is shown where there are no data. */
  noValue?: string;
}

const CHART_HEIGHT = 8;
const STATES_HEIGHT = 6;
const STAT_HEIGHT = 4;
const NO_DATA = 'no data';

/** A query over the time range, shown under the name. */
export function query(name: string, expression: string): DataqueryBuilder {
  return new DataqueryBuilder().datasource(DATASOURCE).range().expr(expression).legendFormat(name);
}

/** A query of the present, as rows of a table; the name is there for people who edit. */
export function rows(refId: string, name: string, expression: string): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(DATASOURCE)
    .instant()
    .format(PromQueryFormat.Table)
    .expr(expression)
    .legendFormat(name)
    .refId(refId);
}

/** Gives queries the letters by which Grafana tells them apart. */
export function lettered(queries: DataqueryBuilder[]): DataqueryBuilder[] {
  return queries.map((one, i) => one.refId(String.fromCharCode('A'.charCodeAt(0) + i)));
}

/** Lines over time. A gap is where a number is not known. */
export function series(panel: Panel, ...queries: DataqueryBuilder[]): SeriesBuilder {
  return new SeriesBuilder()
    .title(panel.title)
    .description(panel.description)
    .datasource(DATASOURCE)
    .targets(lettered(queries))
    .span(panel.span)
    .height(CHART_HEIGHT)
    .unit(panel.unit ?? UNIT.none)
    .noValue(panel.noValue ?? NO_DATA)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(2)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(false)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['last']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** How often something happened, as bars on top of each other. */
export function events(panel: Panel, ...queries: DataqueryBuilder[]): SeriesBuilder {
  return stacked(series(panel, ...queries))
    .drawStyle(GraphDrawStyle.Bars)
    .lineWidth(1)
    .fillOpacity(60)
    .axisSoftMax(1)
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending).hideZeros(true),
    );
}

/** Its series lie on top of each other, from zero on. */
export function stacked(panel: SeriesBuilder): SeriesBuilder {
  return panel
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .axisSoftMin(0)
    .fillOpacity(40);
}

/** For what spans decades. */
export function logarithmic(panel: SeriesBuilder): SeriesBuilder {
  return panel.scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10));
}

/** Its thresholds are drawn. */
export function limited(panel: SeriesBuilder): SeriesBuilder {
  return panel.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}

/** The present number, large; gone when it is not known any more. */
export function stat(panel: Panel, ...queries: DataqueryBuilder[]): StatBuilder {
  return new StatBuilder()
    .title(panel.title)
    .description(panel.description)
    .datasource(DATASOURCE)
    .targets(lettered(queries))
    .span(panel.span)
    .height(STAT_HEIGHT)
    .unit(panel.unit ?? UNIT.none)
    .noValue(panel.noValue ?? NO_DATA)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['last']))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.Auto);
}

/** Which state each series was in, over time. */
export function states(panel: Panel, ...queries: DataqueryBuilder[]): StatesBuilder {
  return new StatesBuilder()
    .title(panel.title)
    .description(panel.description)
    .datasource(DATASOURCE)
    .targets(lettered(queries))
    .span(panel.span)
    .height(STATES_HEIGHT)
    .unit(UNIT.none)
    .noValue(panel.noValue ?? NO_DATA)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .fillOpacity(70)
    .lineWidth(0)
    .rowHeight(0.8)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single));
}
