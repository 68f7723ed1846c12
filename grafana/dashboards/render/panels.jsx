import {
  FieldConfigOptionsRegistry, FieldType, ThemeContext, applyFieldOverrides, createTheme, dateTime, getDisplayProcessor,
  identityOverrideProcessor, toDataFrame,
} from '@grafana/data';
import { BigValue, PanelChrome, TimeSeries } from '@grafana/ui';
import { createRoot } from 'react-dom/client';

const { panels, start, end, step } = window.DASHBOARD;
const theme = createTheme({ colors: { mode: 'light' } });
const timeRange = { from: dateTime(start), to: dateTime(end), raw: { from: dateTime(start), to: dateTime(end) } };
const CELL = 38;
const COLUMN = 1480 / 24;

/** Every option that a panel's JSON sets, so that overrides of it are taken over. */
function registryOf(panel) {
  const standard = ['unit', 'min', 'max', 'decimals', 'noValue', 'displayName', 'color', 'mappings', 'thresholds', 'links'];
  const custom = new Set(Object.keys(panel.fieldConfig.defaults.custom ?? {}));
  panel.fieldConfig.overrides.flatMap((o) => o.properties).forEach((p) => p.id.startsWith('custom.') && custom.add(p.id.slice(7)));
  const item = (path, isCustom) => ({
    id: isCustom ? `custom.${path}` : path, path, name: path, isCustom, editor: () => null, override: () => null,
    process: identityOverrideProcessor, shouldApply: () => true, settings: {},
  });
  return new FieldConfigOptionsRegistry(() => [...standard.map((p) => item(p, false)), ...[...custom].map((p) => item(p, true))]);
}

/** A data frame for each series, a value for each step; what is not there or no number is a gap. */
function framesOf(panel) {
  const frames = panel.queries.flatMap((query) =>
    query.series.map((series) => {
      const name = query.legend.replace(/\{\{\s*(\w+)\s*}}/g, (_, label) => series.metric[label] ?? '');
      const at = new Map((series.values ?? [series.value]).map(([time, value]) => [time * 1000, Number(value)]));
      const times = [];
      for (let time = start; time <= end; time += step) {
        times.push(time);
      }
      return toDataFrame({
        refId: query.refId,
        fields: [
          { name: 'Time', type: FieldType.time, values: times, config: {} },
          {
            name: 'Value', type: FieldType.number, labels: series.metric, config: { displayNameFromDS: name },
            values: times.map((time) => (Number.isFinite(at.get(time)) ? at.get(time) : null)),
          },
        ],
      });
    }),
  );
  return applyFieldOverrides({
    data: frames, fieldConfig: panel.fieldConfig, fieldConfigRegistry: registryOf(panel),
    replaceVariables: (text) => text, theme, timeZone: 'utc',
  });
}

function Chart({ panel, width, height }) {
  const frames = framesOf(panel);
  return frames.length === 0 ? (
    <Empty panel={panel} />
  ) : (
    <TimeSeries
      frames={frames} structureRev={1} timeRange={timeRange} timeZone="utc" width={width} height={height}
      legend={{ ...panel.options.legend, displayMode: 'list', calcs: [] }} replaceVariables={(text) => text} options={panel.options}
    >
      {() => null}
    </TimeSeries>
  );
}

function Numbers({ panel, width, height }) {
  const frames = framesOf(panel);
  return frames.length === 0 ? (
    <Empty panel={panel} />
  ) : (
    <div style={{ display: 'flex' }}>
      {frames.map((frame) => {
        const field = frame.fields[1];
        const value = (field.display ?? getDisplayProcessor({ field, theme }))(field.values.at(-1));
        return (
          <BigValue
            key={frame.fields[1].config.displayNameFromDS} theme={theme} width={width / frames.length} height={height}
            colorMode={panel.options.colorMode} graphMode="none" justifyMode="auto"
            textMode={frames.length > 1 ? 'value_and_name' : 'value'}
            value={{ ...value, title: field.config.displayNameFromDS }}
          />
        );
      })}
    </div>
  );
}

/** State timelines are a plugin that @grafana/ui does not have: their states as coloured stretches. */
function States({ panel, width, height }) {
  const frames = framesOf(panel);
  return (
    <div style={{ width, height, overflow: 'hidden', fontSize: 12 }}>
      {frames.map((frame) => {
        const field = frame.fields[1];
        const shown = field.values.map((value) => (value === null ? undefined : field.display(value)));
        const last = shown.findLast((value) => value !== undefined);
        return (
          <div key={field.config.displayNameFromDS} style={{ marginBottom: 10 }}>
            {field.config.displayNameFromDS}: {last?.text ?? panel.fieldConfig.defaults.noValue} now
            <div style={{ display: 'flex', height: 26 }}>
              {shown.map((value, i) => <div key={i} style={{ flex: 1, background: value?.color ?? 'transparent' }} />)}
            </div>
          </div>
        );
      })}
    </div>
  );
}

/** Joined and renamed as the transformations say, in an HTML table. */
function Rows({ panel }) {
  const organize = panel.transformations.find((t) => t.id === 'organize').options;
  const rows = new Map();
  panel.queries.forEach((query) =>
    query.series.forEach((series) => {
      const key = JSON.stringify(series.metric);
      const column = panel.queries.length > 1 ? `Value #${query.refId}` : 'Value';
      rows.set(key, { ...(rows.get(key) ?? series.metric), [column]: Number(series.value[1]) });
    }),
  );
  const columns = Object.entries(organize.indexByName).sort((a, b) => a[1] - b[1]).map(([name]) => name)
    .filter((name) => !organize.excludeByName[name]);
  const cell = (row, column) => {
    if (typeof row[column] !== 'number') {
      return { text: row[column] };
    }
    const [frame] = applyFieldOverrides({
      data: [toDataFrame({ fields: [{ name: organize.renameByName[column], type: FieldType.number, values: [row[column]], config: {} }] })],
      fieldConfig: panel.fieldConfig, fieldConfigRegistry: registryOf(panel), replaceVariables: (text) => text, theme, timeZone: 'utc',
    });
    const shown = frame.fields[0].display(row[column]);
    const colored = frame.fields[0].config.custom?.cellOptions?.type === 'color-text';
    return { text: `${shown.prefix ?? ''}${shown.text}${shown.suffix ?? ''}`, color: colored ? shown.color : undefined };
  };
  return (
    <table style={{ width: '100%', fontSize: 13, textAlign: 'left', borderSpacing: 6 }}>
      <thead><tr>{columns.map((column) => <th key={column}>{organize.renameByName[column]}</th>)}</tr></thead>
      <tbody>
        {[...rows].map(([key, row]) => (
          <tr key={key}>{columns.map((column) => <td key={column} style={{ color: cell(row, column).color }}>{cell(row, column).text}</td>)}</tr>
        ))}
      </tbody>
    </table>
  );
}

function Empty({ panel }) {
  return <div style={{ color: 'gray', textAlign: 'center' }}>{panel.fieldConfig.defaults.noValue}</div>;
}

const KINDS = { timeseries: Chart, stat: Numbers, 'state-timeline': States, table: Rows };

function Panel({ panel }) {
  const { x, y, w, h } = panel.gridPos;
  const place = { position: 'absolute', left: 8 + x * COLUMN, top: 8 + y * CELL, width: w * COLUMN - 8, height: h * CELL - 8 };
  if (panel.type === 'row') {
    return <h3 style={{ ...place, margin: 0, fontSize: 17 }}>{panel.title}</h3>;
  }
  const Kind = KINDS[panel.type];
  return (
    <div style={place}>
      <PanelChrome title={panel.title} width={place.width} height={place.height} padding="md">
        {(width, height) => <Kind panel={panel} width={width} height={height} />}
      </PanelChrome>
    </div>
  );
}

document.body.style.background = theme.colors.background.canvas;
createRoot(document.getElementById('page')).render(
  <ThemeContext.Provider value={theme}>{panels.map((panel, i) => <Panel key={i} panel={panel} />)}</ThemeContext.Provider>,
);
