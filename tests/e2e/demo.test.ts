import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { processesOf, removeDirectory, runLocal, temporaryDirectory } from './environment.ts';

const counts = z.object({ passed: z.int(), failed: z.int() });
const reportSchema = z.object({
  taskId: z.string(),
  status: z.string(),
  pr: z.object({ url: z.url(), branch: z.string(), headSha: z.string().regex(/^[0-9a-f]{40}$/) }),
  tests: z.object({ before: counts, after: counts }),
  ciRounds: z.int(),
  costUsd: z.number().positive(),
  seconds: z.number().positive(),
  steps: z.array(z.object({ name: z.string(), ms: z.number() })),
});

describe('npm start -- --yes --exit', () => {
  const dataDir = temporaryDirectory();
  let run: Awaited<ReturnType<typeof runLocal>>;

  beforeAll(async () => {
    run = await runLocal(['--yes', '--exit', '--port', '0', '--data', dataDir]);
  });
  afterAll(() => removeDirectory(dataDir));

  test('carries the ticket to a green pull request and reports it on the last line', () => {
    expect(run.stderr).toBe('');
    const report = reportSchema.parse(JSON.parse(run.stdout.trim().split('\n').at(-1) ?? ''));
    expect(report.status).toBe('completed');
    expect(report.tests.before.failed).toBe(0);
    expect(report.tests.after.failed).toBe(0);
    expect(report.tests.after.passed).toBeGreaterThan(report.tests.before.passed);
    expect(report.pr.branch).toContain(report.taskId);
    expect(report.steps.map((step) => step.name)).toEqual([
      'discover',
      'plan-1',
      'approve-1',
      'execute',
      'ci-1',
      'diagnose-1',
      'ci-2',
    ]);
    expect(report.ciRounds).toBe(1);
    expect(run.code).toBe(0);
  });

  test('the model is said to be scripted', () => {
    expect(run.stdout).toMatch(/scripted/i);
  });

  test('a test really fails inside execution, and CI really fails once', () => {
    expect(run.stdout).toMatch(/CI says failure: format/);
    expect(run.stdout).toMatch(/CI is green/);
  });

  test('each step of an agent left a transcript with an end, where the last lines say', () => {
    const [, directory = ''] = /^ +transcripts +(.+)$/m.exec(run.stdout) ?? [];
    const files = readdirSync(directory).toSorted((one, other) => one.localeCompare(other));
    expect(files.map((file) => file.replace(/^\d{8}T\d{6}Z-/, ''))).toEqual(
      ['discover', 'plan-1', 'execute', 'diagnose-1'].map((step) => `${step}.jsonl`),
    );
    for (const file of files) {
      const lines = readFileSync(join(directory, file), 'utf8').trimEnd().split('\n');
      expect(lines[0]).toContain('"type":"begin"');
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'end', outcome: 'finished' });
    }
  });

  test('no process is left behind', () => {
    expect(processesOf(dataDir)).toEqual([]);
  });
});
