import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HttpServer } from '#environments/local/http/serve.ts';
import { removeDirectory, runLocal, temporaryDirectory } from './environment.ts';
import { serveOpenAi } from './openai-server.ts';

const SAMPLE = new URL('../../environments/local/sample/', import.meta.url).pathname;

describe('npm start -- --repo PATH --ticket FILE, with a model of one’s own', () => {
  const directory = temporaryDirectory();
  const repository = join(directory, 'my-shop');
  let model: HttpServer;

  beforeAll(async () => {
    cpSync(join(SAMPLE, 'shipping'), repository, { recursive: true });
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=Me', '-c', 'user.email=me@example.com', ...args], { cwd: repository });
    git('init', '--quiet', '--initial-branch', 'trunk');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'first');
    model = await serveOpenAi('local/my-shop');
  });
  afterAll(async () => {
    await model.close();
    removeDirectory(directory);
  });

  test('the user’s repository gets its pull request, against its own default branch, and stays untouched itself', async () => {
    const args = [
      '--yes',
      '--exit',
      '--port',
      '0',
      '--data',
      join(directory, 'data'),
      '--repo',
      repository,
      '--ticket',
      join(SAMPLE, 'ticket.md'),
    ];
    const run = await runLocal(args, { STEPWRIGHT_MODEL: 'openai:my-model', STEPWRIGHT_MODEL_URL: `${model.url}/v1` });
    expect(run.stderr).toBe('');
    expect(run.stdout).not.toMatch(/scripted/);
    const report = z
      .object({ status: z.string(), pr: z.object({ url: z.string() }), costUsd: z.number().positive() })
      .parse(JSON.parse(run.stdout.trim().split('\n').at(-1) ?? ''));
    expect(report).toMatchObject({ status: 'completed', pr: { url: expect.stringContaining('local/my-shop/pull/1') } });
    expect(run.code).toBe(0);
    expect(execFileSync('git', ['branch', '--list'], { cwd: repository, encoding: 'utf8' })).toBe('* trunk\n');
    expect(execFileSync('git', ['status', '--porcelain'], { cwd: repository, encoding: 'utf8' })).toBe('');
  });
});
