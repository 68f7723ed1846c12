import { DashboardBuilder, DashboardCursorSync, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { annotations } from './annotations';
import { comparison, state } from './fleet';
import { links } from './links';
import type { Chart } from './panels';
import { MANY_RUNS, ONE_RUN } from './queries';
import { attribution } from './rows/attribution';
import { cost } from './rows/cost';
import { drift } from './rows/drift';
import { byGroup, lambda } from './rows/lambda';
import { overview } from './rows/overview';
import { trust } from './rows/trust';
import { ofManyRuns, ofOneRun } from './variables';

const ONE = { title: 'Lambdascope', uid: 'lambdascope' };
const MANY = { title: 'Lambdascope: runs', uid: 'lambdascope-runs' };

/** All there is of one run. */
export function oneRun(): Dashboard {
  const dashboard = common(ONE.title, ONE.uid)
    .description(
      'What a Deeplearning4j training run does to its weights that its loss does not say: the coefficients that ' +
        'Lambdascope estimates, and whether they may be believed.',
    )
    .variables(ofOneRun())
    .annotations(annotations(ONE_RUN))
    .links(links(MANY.title, MANY.uid));
  row(dashboard, 'Overview', overview());
  row(dashboard, 'Λ(t): the coefficients', lambda());
  folded(dashboard, 'Λ(t) by parameter group', byGroup());
  row(dashboard, 'Attribution: where the deviation comes from', attribution());
  row(dashboard, 'Trust: may they be believed', trust());
  row(dashboard, 'Drift: have they changed', drift());
  row(dashboard, 'Cost and health of the monitor', cost());
  return finished(dashboard.build());
}

/** Many runs side by side. */
export function manyRuns(): Dashboard {
  const dashboard = common(MANY.title, MANY.uid)
    .description('Deeplearning4j training runs side by side, as Lambdascope sees them: which need somebody.')
    .variables(ofManyRuns())
    .annotations(annotations(MANY_RUNS))
    .links(links(ONE.title, ONE.uid));
  row(dashboard, 'State', state());
  row(dashboard, 'Comparison', comparison());
  return finished(dashboard.build());
}

function common(title: string, uid: string): DashboardBuilder {
  return (
    new DashboardBuilder(title)
      .uid(uid)
      .tags(['lambdascope', 'deeplearning4j'])
      .readonly()
      .refresh('10s')
      .time({ from: 'now-1h', to: 'now' })
      // Of the browser that looks at it. The SDK's examples name a constant that it does not have.
      .timezone('browser')
      .tooltip(DashboardCursorSync.Crosshair)
  );
}

function row(dashboard: DashboardBuilder, title: string, panels: Chart[]): void {
  dashboard.withRow(new RowBuilder(title));
  panels.forEach((panel) => dashboard.withPanel(panel));
}

/** Opened by a click. */
function folded(dashboard: DashboardBuilder, title: string, panels: Chart[]): void {
  const builder = new RowBuilder(title).collapsed(true);
  panels.forEach((panel) => builder.withPanel(panel));
  dashboard.withRow(builder);
}

/** As it is to be written. */
function finished(dashboard: Dashboard): Dashboard {
  // Panels need a number each, which the SDK does not give; in order, so that it is the same each time.
  let id = 0;
  for (const panel of dashboard.panels ?? []) {
    panel.id = ++id;
    for (const inside of 'panels' in panel ? panel.panels : []) {
      inside.id = ++id;
    }
  }
  // The SDK puts links and annotations into a menu, where nobody looks for a runbook.
  for (const shown of [...(dashboard.links ?? []), ...(dashboard.annotations?.list ?? [])]) {
    delete shown.placement;
  }
  return dashboard;
}
