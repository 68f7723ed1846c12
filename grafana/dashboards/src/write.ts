import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { manyRuns, oneRun } from './dashboards';

const directory = argv[2];
if (directory === undefined) {
  console.error('Name the directory that the dashboards are to be written into.');
  exit(1);
}
for (const dashboard of [oneRun(), manyRuns()]) {
  writeFileSync(join(directory, `${dashboard.uid}.json`), `${JSON.stringify(dashboard, null, 2)}\n`);
}
