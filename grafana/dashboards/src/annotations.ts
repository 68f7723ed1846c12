import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Selection } from './queries';
import { increase, totalEach } from './queries';
import { DATASOURCE } from './variables';

/** Marks on all charts where a drift was detected, and where a run went on in a new process. */
export function annotations(selection: Selection): AnnotationQueryBuilder[] {
  const drifts = increase(selection.monitor('lambdascope_drifts_total'));
  const restarts = increase(selection.monitor('lambdascope_restarts_total'));
  return [
    annotation('Drifts', 'orange')
      .expr(`${totalEach('run, model, regularizer, group', drifts)} > 0`)
      .titleFormat('Drift of {{regularizer}}')
      .textFormat('Group {{group}} of run {{run}}, model {{model}}. It began before; see "Onset of the last drift".')
      .tagKeys('regularizer,group'),
    annotation('Restarts', 'purple')
      .expr(`${totalEach('run, model', restarts)} > 0`)
      .titleFormat('Restart')
      .textFormat('Run {{run}}, model {{model}} went on from its saved state in a new process.')
      .tagKeys('run'),
  ];
}

function annotation(name: string, color: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .hide(false)
    .iconColor(color)
    .step('10s');
}
