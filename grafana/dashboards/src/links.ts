import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';

const REPOSITORY = 'https://github.com/lambdascope/lambdascope/blob/main/docs';

/** Part of a link: what both dashboards choose alike. Of the rest one takes several values, the other one. */
export const SAME_PROCESSES = '${datasource:queryparam}&${job:queryparam}&${instance:queryparam}';

/** To the other dashboard, what to do at an alert, and how all this is meant. */
export function links(title: string, uid: string): DashboardLinkBuilder[] {
  return [
    new DashboardLinkBuilder(title)
      .type(DashboardLinkType.Link)
      .url(`/d/${uid}?${SAME_PROCESSES}`)
      .icon('dashboard')
      .tooltip('With the same data source, processes and time')
      .keepTime(true),
    outside('Runbooks', 'What each alert means and what to do', `${REPOSITORY}/runbooks`),
    outside('Documentation', 'How to read and change this dashboard', `${REPOSITORY}/grafana.md`),
  ];
}

function outside(title: string, tooltip: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .url(url)
    .icon('doc')
    .tooltip(tooltip)
    .targetBlank(true);
}
