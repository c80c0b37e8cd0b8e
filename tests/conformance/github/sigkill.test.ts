import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Octokit } from '@octokit/rest';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { folderOf } from '#tests/environments/github/git-client.ts';
import { APP_KEY, openOctokit, WEBHOOK_SECRET } from '#tests/environments/github/open-test-github.ts';

const SCRIPT = fileURLToPath(new URL('./serve-github.ts', import.meta.url));
const at = { owner: 'acme', repo: 'shop' };
const shared = folderOf({});
const dataDir = folderOf({});
const directory = folderOf({
  '.github/workflows/ci.yml': `on: push
jobs:
  test:
    steps:
      - run: echo $$ >> ${shared}/pids; until [ -e ${shared}/gate ]; do sleep 0.05; done; echo passed the gate
`,
});

const told: { event: string; action: unknown }[] = [];
const { promise: completed, resolve: onCompleted } = Promise.withResolvers<void>();
let target: HttpServer;
let child: ChildProcess | undefined;
let url = '';
let octokit: Octokit;

beforeAll(async () => {
  const app = new Hono().post('/', async (context) => {
    const event = context.req.header('x-github-event') ?? '';
    const { action } = await context.req.json();
    told.push({ event, action });
    if (event === 'workflow_run' && action === 'completed') onCompleted();
    return context.text('');
  });
  target = await serve(app);
  await start();
});
afterAll(async () => {
  await kill();
  await target.close();
});

async function start(): Promise<void> {
  const port = url === '' ? 0 : Number(new URL(url).port);
  const repository = { name: 'acme/shop', directory };
  const input = { dataDir, port, key: APP_KEY, secret: WEBHOOK_SECRET, webhookUrl: `${target.url}/`, repository };
  child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, JSON.stringify(input)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout! }), 'line');
  const ready = JSON.parse(String(line));
  url = ready.url;
  octokit = openOctokit(`${url}/api`, { auth: ready.token });
}

async function kill(): Promise<void> {
  const exited = once(child!, 'exit');
  child?.kill('SIGKILL');
  await exited;
}

/** The processes in which the job has run so far. */
async function pidsOfJob(count: number): Promise<number[]> {
  for (;;) {
    const text = existsSync(`${shared}/pids`) ? readFileSync(`${shared}/pids`, 'utf8') : '';
    const pids = text.split('\n').filter(Boolean).map(Number);
    if (pids.length >= count) return pids;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The child of the twin that runs its jobs. */
function pidOfRunner(): number {
  const tasks = `/proc/${child?.pid}/task`;
  const children = readdirSync(tasks).flatMap((task) => readFileSync(`${tasks}/${task}/children`, 'utf8').trim().split(' '));
  const found = children.filter((pid) => pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('job-process.ts'));
  expect(found).toHaveLength(1);
  return Number(found[0]);
}

function isRunning(pid: number | undefined): boolean {
  const file = `/proc/${pid ?? 0}/stat`;
  return existsSync(file) && !/\) [ZX] /.test(readFileSync(file, 'utf8'));
}

test('killed in the middle of a CI run, alone or with what runs its jobs, the twin ends the run after it is started again, and leaves no job behind', async () => {
  const { data } = await octokit.rest.git.getRef({ ...at, ref: 'heads/main' });
  const { sha } = data.object;
  await octokit.rest.git.createRef({ ...at, ref: 'refs/heads/work', sha });
  const [first] = await pidsOfJob(1);
  expect(isRunning(first)).toBe(true);
  await kill();
  // Nobody is left to be told of its end.
  await expect.poll(() => isRunning(first), { timeout: 10_000 }).toBe(false);
  await start();
  const [, second] = await pidsOfJob(2);
  const runner = pidOfRunner();
  // Held still, what runs the job cannot end it when the twin dies.
  process.kill(runner, 'SIGSTOP');
  await kill();
  process.kill(runner, 'SIGKILL');
  expect(isRunning(second)).toBe(true);
  await start();
  await pidsOfJob(3);
  expect(isRunning(second)).toBe(false);
  writeFileSync(`${shared}/gate`, '');
  await completed;
  const checks = await octokit.rest.checks.listForRef({ ...at, ref: sha });
  expect(checks.data.check_runs).toMatchObject([{ name: 'test', conclusion: 'success' }]);
  const runs = await octokit.rest.actions.listWorkflowRunsForRepo({ ...at, head_sha: sha });
  expect(runs.data.workflow_runs).toMatchObject([{ run_attempt: 1, status: 'completed' }]);
  const jobs = await octokit.rest.actions.listJobsForWorkflowRun({ ...at, run_id: runs.data.workflow_runs[0]!.id });
  const log = await octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...at, job_id: jobs.data.jobs[0]!.id });
  expect(String(log.data).match(/^passed the gate$/gm)).toHaveLength(1);
  expect(told).toContainEqual({ event: 'push', action: undefined });
});
