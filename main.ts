import { resolve } from 'node:path';
import { dev } from './environments/dev.ts';
import { prod } from './environments/prod.ts';
import { readEnvironment } from './environments/read-environment.ts';
import { staging } from './environments/staging.ts';
import { bundle } from './stacks/bundles/bundle.ts';
import { findEntries } from './stacks/bundles/entries.ts';
import { reportBundles } from './stacks/bundles/report.ts';
import { writeBundles } from './stacks/bundles/write-bundles.ts';
import { chooseEnvironments } from './stacks/choose-environments.ts';
import { toCostTable } from './stacks/cost/cost-table.ts';
import { readIdleCost } from './stacks/cost/idle-cost.ts';
import { toTaskCost } from './stacks/cost/task-cost.ts';
import { synthesise } from './stacks/synthesise.ts';

const OUTDIR = resolve('cdktf.out');

/** `npm run synth [-- NAME…] [--report]`: bundles and Terraform of all environments, or of those named, in `cdktf.out/`. */
async function main(options: readonly string[]): Promise<void> {
  const names = options.filter((option) => option !== '--report');
  const environments = chooseEnvironments([dev, staging, prod].map(readEnvironment), names);
  const bundles = await Promise.all(findEntries().map(bundle));
  const artifacts = writeBundles(bundles, OUTDIR);
  const stacks = synthesise(environments, artifacts, OUTDIR);
  for (const stack of Object.values(stacks).flat()) console.log(`cdktf.out/stacks/${stack}`);
  if (!options.includes('--report')) return;
  const idle = Object.fromEntries(Object.entries(stacks).map(([name, own]) => [name, readIdleCost(OUTDIR, own)]));
  const task = Object.fromEntries(environments.map((environment) => [environment.name, toTaskCost(environment)]));
  const tables = [toCostTable('US dollars a month, idle', idle), toCostTable('US dollars a task', task)];
  console.log(['', reportBundles(bundles, artifacts, OUTDIR), ...tables].join('\n\n'));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
