import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import { type Bundle, bundle } from '#stacks/bundles/bundle.ts';
import { findEntries } from '#stacks/bundles/entries.ts';
import { reportBundles } from '#stacks/bundles/report.ts';
import { packageOf, weigh } from '#stacks/bundles/weigh.ts';
import { writeBundles } from '#stacks/bundles/write-bundles.ts';

/** Outside of the repository: what a bundle lacks is not found there. */
const outdir = mkdtempSync(join(tmpdir(), 'stepwright-bundles-'));
afterAll(() => rmSync(outdir, { recursive: true }));

const entries = findEntries();
const CHOSEN = ['webhooks-jira', 'steps-decide-next-step', 'agents-planning', 'agents-discovery'];
const chosen = entries.filter(({ name }) => CHOSEN.includes(name));
const bundles = await Promise.all(chosen.map(bundle));
const artifacts = writeBundles(bundles, outdir);
const find = (name: string): Bundle => bundles.find(({ entry }) => entry.name === name)!;

describe('what is bundled', () => {
  test('is every Lambda and every agent that there is', () => {
    const sources = [...globSync('lambdas/**/handler.ts'), ...globSync('agents/*/server.ts')];
    expect(entries.map(({ source }) => source).sort()).toEqual(sources.filter((file) => !file.includes('/harness/')).sort());
  });
});

describe('a bundle', () => {
  test.each(['webhooks-jira', 'steps-decide-next-step'])('runs away from the repository: %s', async (name) => {
    const module: unknown = await import(pathToFileURL(join(outdir, 'bundles', name, 'index.mjs')).href);
    expect(module).toEqual(expect.objectContaining({ handler: expect.any(Function) }));
  });

  test('of an agent serves away from the repository', async () => {
    const agent = spawn(process.execPath, [join(outdir, 'bundles', 'agents-planning', 'index.mjs')], {
      cwd: outdir,
      env: {
        AWS_REGION: 'us-east-1',
        HOST: '127.0.0.1',
        PORT: '0',
        STEPWRIGHT_TABLE: 'table',
        STEPWRIGHT_MODEL: 'bedrock:none',
        STEPWRIGHT_GITHUB_APP_ID: '1',
        STEPWRIGHT_JIRA_URL: 'https://example.com',
        STEPWRIGHT_JIRA_EMAIL: 'a@example.com',
      },
    });
    const [line] = await once(agent.stdout.setEncoding('utf8'), 'data');
    agent.kill('SIGKILL');
    expect(line).toContain('"ready"');
  });

  test('of discovery brings the program of its threads', async () => {
    const thread = new Worker(join(outdir, 'bundles', 'agents-discovery', 'analysing-thread.mjs'));
    thread.postMessage([{ key: 'k', path: 'a.ts', content: Buffer.from('export const quote = 1;') }], []);
    const [answer] = await once(thread, 'message');
    await thread.terminate();
    expect(JSON.stringify(answer)).toContain('quote');
    const texts = Object.values(find('agents-discovery').files).map((content) => Buffer.from(content).toString());
    expect(texts.filter((text) => text.includes('`./analysing-thread$'))).toHaveLength(1);
  });

  test('has the same bytes every time', async () => {
    const again = await bundle(find('steps-decide-next-step').entry);
    expect(writeBundles([again], join(outdir, 'again'))).toEqual({
      'steps-decide-next-step': artifacts['steps-decide-next-step'],
    });
  });

  test('keeps what is imported lazily out of a cold start', () => {
    const { cold, lazy } = weigh(find('webhooks-jira'));
    expect(lazy).toBeGreaterThan(100_000);
    expect(cold).toBeLessThan(700_000);
  });

  test('of a Lambda has what reports its errors in a file of its own, the same for all, which a cold start does not read', () => {
    const [one, other] = [find('webhooks-jira'), find('steps-decide-next-step')].map(({ files }) => files['report-errors.mjs']);
    expect(one).toBeDefined();
    expect(one).toBe(other);
    const { outputs } = find('webhooks-jira');
    const entry = Object.entries(outputs).find(([path]) => path.endsWith('index.mjs'))?.[1];
    const imports = entry?.imports.filter(({ path }) => path.includes('report-errors'));
    expect(imports?.map(({ kind }) => kind)).toEqual(['dynamic-import']);
  });

  test('of a webhook is under half a megabyte', () => {
    expect(artifacts['webhooks-jira']?.size).toBeLessThan(500_000);
  });

  test('speaks one language', () => {
    const inputs = Object.values(find('webhooks-jira').outputs).flatMap((output) => Object.keys(output.inputs));
    expect(inputs.filter((path) => /zod\/v4\/locales\/(?!en|index)/.test(path))).toEqual([]);
  });
});

describe('the report', () => {
  test('says of each bundle what it weighs, how long it takes to import, and which package weighs most', () => {
    const report = reportBundles([find('steps-decide-next-step')], artifacts, outdir);
    expect(report).toMatch(/^bundle +zip KiB +cold KiB +lazy KiB +import ms +what weighs most/);
    expect(report).toMatch(/steps-decide-next-step +\d+ +\d+ +\d+ +\d+ +@sentry\/server-utils \d+, zod \d+/);
  });

  test('counts a file to the innermost package', () => {
    expect(packageOf('node_modules/cdktf/node_modules/@a/b/lib/c.js')).toBe('@a/b');
    expect(packageOf('node_modules/zod/index.js')).toBe('zod');
    expect(packageOf('core/domain/ids.ts')).toBe('ours');
  });
});
