import { spawnSync } from 'node:child_process';
import { dev } from '../../environments/dev.ts';
import { prod } from '../../environments/prod.ts';
import { readEnvironment } from '../../environments/read-environment.ts';
import { staging } from '../../environments/staging.ts';
import { chooseEnvironments } from '../choose-environments.ts';
import { replayLetters } from './replay-letters.ts';

/** `npm run replay -- NAME [--look]`: does again what is in an environment's dead letters, with the AWS CLI and its credentials. */
function main(options: readonly string[]): void {
  const names = options.filter((option) => option !== '--look');
  if (names.length !== 1) throw new Error('Name one environment: npm run replay -- dev [--look]');
  for (const environment of chooseEnvironments([dev, staging, prod].map(readEnvironment), names)) {
    const lines = replayLetters(environment, options.includes('--look'), (args) => runAws(args, environment.region));
    console.log(lines.length === 0 ? 'There are no dead letters.' : lines.join('\n'));
  }
}

function runAws(args: readonly string[], region: string): unknown {
  const { error, status, stdout, stderr } = spawnSync('aws', [...args, '--region', region, '--output', 'json'], {
    encoding: 'utf8',
  });
  if (error) throw new Error('The AWS CLI (`aws`) is not in the path.', { cause: error });
  if (status !== 0) throw new Error(stderr.trim());
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
