import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { prod } from '#environments/prod.ts';
import { readEnvironment } from '#environments/read-environment.ts';
import { synthesise } from '#stacks/synthesise.ts';
import { ARTIFACTS } from './plan.ts';

const directory = mkdtempSync(join(tmpdir(), 'stepwright-synth-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** All files of a synthesis by their path in it. */
function synthesisedFiles(name: string): Readonly<Record<string, string>> {
  const outdir = join(directory, name);
  synthesise([dev, prod].map(readEnvironment), ARTIFACTS, outdir);
  const files = globSync('**/*.json', { cwd: outdir }).sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
}

describe('synthesis', () => {
  const first = synthesisedFiles('first');

  test('gives the same bytes every time, wherever it is written', () => {
    expect(synthesisedFiles('second')).toEqual(first);
  });

  test('writes one directory per stack and environment', () => {
    const stacks = Object.keys(first).flatMap((file) => /^stacks\/([^/]+)\/cdk\.tf\.json$/.exec(file)?.[1] ?? []);
    expect(stacks).toContain('stepwright-dev-workflow');
    expect(stacks.filter((stack) => stack.includes('-dev-')).map((stack) => stack.replace('-dev-', '-prod-'))).toEqual(
      stacks.filter((stack) => stack.includes('-prod-')),
    );
  });

  test('names no place on this machine', () => {
    expect(Object.values(first).join('\n')).not.toContain(process.cwd());
    expect(Object.values(first).join('\n')).not.toContain(directory);
  });
});
