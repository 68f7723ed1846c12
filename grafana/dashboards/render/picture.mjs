// Draws a dashboard's panels into a PNG: results of a Prometheus, Grafana's own drawing code (@grafana/ui), a headless
// Chromium. What comes out is not a screenshot of Grafana, which also has menus, transformations and plugins.
//
//   node picture.mjs ../../src/main/resources/lambdascope/dashboards/lambdascope.json \
//     http://127.0.0.1:9090 600 picture.png [variable=value ...]
//
// 600: how many seconds back from now. Variables that are not given take all their values.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [dashboardFile, prometheus, seconds, picture, ...settings] = argv.slice(2);
if (picture === undefined) {
  throw new Error('node picture.mjs DASHBOARD.json PROMETHEUS_URL SECONDS PICTURE.png [variable=value ...]');
}
const here = dirname(fileURLToPath(import.meta.url));
const dashboard = JSON.parse(readFileSync(dashboardFile, 'utf8'));
const end = Math.floor(Date.now() / 1000);
const start = end - Number(seconds);
const step = Math.max(1, Math.round((end - start) / 300));
const chosen = Object.fromEntries(settings.map((setting) => setting.split(/=(.*)/s).slice(0, 2)));

async function api(path, parameters) {
  const answer = await (await fetch(`${prometheus}/api/v1/${path}?${new URLSearchParams(parameters)}`)).json();
  if (answer.status !== 'success') {
    throw new Error(`${answer.error}: ${JSON.stringify(parameters)}`);
  }
  return answer.data;
}

function fill(text, values) {
  return text.replace(/\$\{?(\w+)}?/g, (use, name) => values[name] ?? use);
}

const values = { __rate_interval: `${Math.max(10, 4 * step)}s`, __range: `${seconds}s`, ...chosen };
const regularizers = [];
for (const variable of dashboard.templating.list.filter((v) => v.type === 'query')) {
  const [, selector, label] = /label_values\((.*), (\w+)\)/.exec(fill(variable.query.query, values));
  const found = await api(`label/${label}/values`, { 'match[]': selector, start, end });
  if (variable.name === 'regularizer') {
    regularizers.push(...found);
  }
  values[variable.name] = chosen[variable.name] ?? (variable.includeAll ? '.+' : found[0]);
}

async function drawn(panel, with_) {
  const queries = [];
  for (const target of panel.targets ?? []) {
    const query = fill(target.expr, with_);
    const data = target.instant
      ? await api('query', { query, time: end })
      : await api('query_range', { query, start, end, step });
    queries.push({ refId: target.refId, legend: target.legendFormat, series: data.result });
  }
  return { ...panel, title: fill(panel.title, with_), queries };
}

const panels = [];
// As Grafana does, what is below a closed row moves up.
let closed = 0;
for (const placed of dashboard.panels) {
  const panel = { ...placed, gridPos: { ...placed.gridPos, y: placed.gridPos.y - closed } };
  closed += Math.max(0, ...(placed.panels ?? []).map((inside) => inside.gridPos.h));
  if (panel.repeat === undefined) {
    panels.push(await drawn(panel, values));
    continue;
  }
  const width = 24 / Math.min(panel.maxPerRow, regularizers.length);
  for (const [i, regularizer] of regularizers.entries()) {
    const one = await drawn(panel, { ...values, regularizer });
    panels.push({ ...one, gridPos: { ...panel.gridPos, w: width, x: (i * width) % 24 } });
  }
}

const directory = mkdtempSync(join(tmpdir(), 'lambdascope-picture-'));
await build({
  entryPoints: [join(here, 'panels.jsx')],
  outfile: join(directory, 'panels.js'),
  bundle: true,
  minify: true,
  jsx: 'automatic',
  loader: { '.svg': 'dataurl', '.ttf': 'empty' },
  define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
  logLevel: 'error',
});
const uplot = readFileSync(join(here, 'node_modules/uplot/dist/uPlot.min.css'), 'utf8');
const data = JSON.stringify({ panels, start: start * 1000, end: end * 1000, step: step * 1000 }).replaceAll('<', '\\u003c');
writeFileSync(
  join(directory, 'index.html'),
  `<!doctype html><meta charset="utf-8"><style>${uplot} body { margin: 0; font-family: sans-serif }</style>
   <div id="page"></div><script>window.DASHBOARD = ${data}</script><script src="panels.js"></script>`,
);
const rows = Math.max(...panels.map((panel) => panel.gridPos.y + panel.gridPos.h));
execFileSync('chromium', [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--allow-file-access-from-files',
  '--virtual-time-budget=8000', `--window-size=1500,${rows * 38 + 20}`, '--enable-logging=stderr', '--v=0',
  `--screenshot=${resolve(picture)}`, `file://${directory}/index.html`,
], { stdio: ['ignore', 'inherit', 'inherit'] });
console.log(`${picture}, of ${directory}/index.html`);
