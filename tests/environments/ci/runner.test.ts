import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { JobConclusion, StepConclusion } from '#environments/local/ci/run-job.ts';
import { openRunner, type Runner } from '#environments/local/ci/runner.ts';
import { parseWorkflow, type WorkflowJob } from '#environments/local/ci/workflow.ts';
import { silentLogger } from '#environments/local/logger.ts';
import { addFiles, folderOf, git } from '../github/git-client.ts';

let repository: string;
let first: string;
let second: string;
beforeAll(async () => {
  repository = folderOf({ 'value.txt': 'one\n' });
  await git(repository, 'init', '--quiet', '--initial-branch=main');
  await git(repository, 'add', '--all');
  await git(repository, 'commit', '--quiet', '-m', 'First');
  first = await git(repository, 'rev-parse', 'HEAD');
  addFiles(repository, { 'value.txt': 'two\n' });
  await git(repository, 'commit', '--quiet', '-am', 'Second');
  second = await git(repository, 'rev-parse', 'HEAD');
  await git(repository, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
});

const dataDir = mkdtempSync(join(tmpdir(), 'stepwright-runner-'));
const MARK = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
let runner: Runner;
let ids = 0;
afterEach(() => runner.close());

interface Ended {
  readonly conclusion: JobConclusion;
  readonly steps: (StepConclusion | undefined)[];
  readonly log: string;
}

function jobOf(steps: string, more = ''): WorkflowJob {
  const parsed = parseWorkflow('ci.yml', `on: push\njobs:\n  one:\n    runs-on: x\n    ${more}\n    steps:\n${steps}`);
  if (parsed.type === 'invalid') throw new Error(parsed.problem);
  return parsed.workflow.jobs[0]!;
}

function run(job: WorkflowJob, onStarted = (): void => {}, onFinished = (): void => {}): Promise<Ended> {
  const id = ids++;
  const file = join(dataDir, `${id}.log`);
  const steps: (StepConclusion | undefined)[] = [];
  return new Promise((resolve) => {
    runner.submit({
      id,
      repositoryPath: repository,
      sha: first,
      job,
      github: { 'github.sha': first, 'github.ref_name': 'main' },
      logFile: file,
      onStarted,
      onStep: (index, conclusion) => {
        steps[index] = conclusion;
      },
      onFinished: (conclusion) => {
        onFinished();
        resolve({ conclusion, steps, log: readFileSync(file, 'utf8') });
      },
    });
  });
}

/** A process that has ended but was not collected yet does not run. */
function isRunning(pid: string | undefined): boolean {
  if (pid === undefined) throw new Error('the log names no process');
  return existsSync(`/proc/${pid}/stat`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

const open = (slots = 2): void => {
  runner = openRunner({ dataDir, logger: silentLogger, slots });
};
const CHECKOUT = '      - uses: actions/checkout@v4\n';

test('the exact commit is checked out, clean and without a way back to the repository', async () => {
  open();
  const ended = await run(jobOf(`${CHECKOUT}      - run: cat value.txt; git rev-parse HEAD; git remote; ls -A\n`));
  expect(ended).toMatchObject({ conclusion: 'success', steps: ['success', 'success'] });
  expect(ended.log).toContain(`one\n${first}\n.git\nvalue.txt\n`);
  expect(ended.log).not.toContain(second);
});

test('a failing command fails the step and the job; what asks for it still runs', async () => {
  open();
  const ended = await run(
    jobOf(
      '      - run: |\n          false\n          echo not reached\n      - run: echo skipped\n      - if: failure()\n        run: echo because it failed\n',
    ),
  );
  expect(ended).toMatchObject({ conclusion: 'failure', steps: ['failure', 'skipped', 'success'] });
  expect(ended.log).toContain('##[error]Process completed with exit code 1.');
  expect(ended.log.match(/^because it failed$/m)).not.toBeNull();
  expect(ended.log.match(/^not reached$/m)).toBeNull();
});

test('the environment of a job has nothing of ours', async () => {
  process.env['STEPWRIGHT_SECRET_PROBE'] = 'leaked';
  open();
  const ended = await run(jobOf('      - run: env\n        env: { MINE: "${{ github.ref_name }}" }\n'));
  delete process.env['STEPWRIGHT_SECRET_PROBE'];
  expect(ended.log).not.toContain('leaked');
  expect(ended.log).not.toMatch(/STEPWRIGHT|VITEST|AWS_|TOKEN/);
  expect(ended.log).toMatch(/^CI=true$/m);
  expect(ended.log).toMatch(/^MINE=main$/m);
});

test('the node of this machine is the one that jobs run', async () => {
  open();
  const ended = await run(jobOf('      - uses: actions/setup-node@v4\n      - run: node --version\n'));
  expect(ended.log).toMatch(new RegExp(`^${process.version}$`, 'm'));
});

test('a job that the runner cannot run fails and says why', async () => {
  open();
  const ended = await run(jobOf('      - uses: docker/build-push-action@v6\n'));
  expect(ended).toMatchObject({ conclusion: 'failure', steps: [] });
  expect(ended.log).toContain('docker/build-push-action@v6 is not available on this runner');
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`stepwright-ci-${MARK}`))).toEqual([]);
});

test('an expression that is not understood fails the step with its name', async () => {
  open();
  const ended = await run(jobOf('      - run: echo ${{ secrets.GITHUB_TOKEN }}\n'));
  expect(ended).toMatchObject({ conclusion: 'failure', steps: ['failure'] });
  expect(ended.log).toContain('##[error]this runner has no `secrets.GITHUB_TOKEN`');
});

test('a job that takes too long is killed with everything it started', async () => {
  open();
  const ended = await run({ ...jobOf('      - run: sleep 60 & echo "child $!"; sleep 60\n'), timeoutMinutes: 0.01 });
  expect(ended).toMatchObject({ conclusion: 'timed_out', steps: ['failure'] });
  expect(ended.log).toContain('maximum execution time');
  expect(isRunning(/^child (\d+)$/m.exec(ended.log)?.[1])).toBe(false);
});

test('what a step leaves in the background does not hold it up', async () => {
  open();
  const ended = await run(jobOf('      - run: sleep 60 & echo "child $!"\n'));
  expect(ended.conclusion).toBe('success');
  expect(isRunning(/^child (\d+)$/m.exec(ended.log)?.[1])).toBe(false);
});

test('what a step starts in a session of its own neither holds it up nor outlives it', async () => {
  open();
  const ended = await run(jobOf('      - run: setsid sleep 60 & echo "child $!"\n'));
  expect(ended.conclusion).toBe('success');
  expect(isRunning(/^child (\d+)$/m.exec(ended.log)?.[1])).toBe(false);
});

test('when the process that runs jobs is killed, its job fails and leaves nothing behind, and the next one runs', async () => {
  open();
  const file = join(dataDir, `${ids}.log`);
  const ending = run(jobOf('      - run: echo "child $$ of $RUNNER_TEMP"; sleep 60\n'));
  const said = () => /^child (\d+) of (.+)$/m.exec(existsSync(file) ? readFileSync(file, 'utf8') : '');
  await expect.poll(said, { timeout: 10_000 }).not.toBeNull();
  const [, child, place = ''] = said() ?? [];
  const all = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' }).split('\n');
  for (const line of all.filter((one) => one.includes('job-process'))) process.kill(Number.parseInt(line, 10), 'SIGKILL');
  const ended = await ending;
  expect(ended.conclusion).toBe('failure');
  expect(ended.log).toMatch(
    /^child \d+ of [\s\S]*\n##\[error\]The runner failed: Error: the process of the jobs has ended \(SIGKILL\)/m,
  );
  await expect.poll(() => isRunning(child)).toBe(false);
  expect(existsSync(place)).toBe(false);
  expect((await run(jobOf('      - run: "true"\n'))).conclusion).toBe('success');
});

test('endless output is cut', async () => {
  open();
  const ended = await run(jobOf('      - run: echo first; yes 0123456789 | head -c 6000000; echo; echo the reason; exit 3\n'));
  expect(ended.conclusion).toBe('failure');
  expect(ended.log.length).toBeLessThan(4_400_000);
  expect(ended.log).toMatch(/^first$/m);
  expect(ended.log).toContain('left out here');
});

test('the end of endless output, where the reason is, is kept', async () => {
  open();
  const steps =
    '      - run: yes 0123456789 | head -c 6000000; echo; echo the reason; exit 3\n      - run: echo after\n        if: always()\n';
  const { log } = await run(jobOf(steps));
  expect(log.slice(-1_000)).toMatch(/the reason\n##\[error\]Process completed with exit code 3\.\n[\s\S]*after\n$/);
});

test('no more jobs run at once than there are slots, and all of them run', async () => {
  open(2);
  let live = 0;
  let most = 0;
  const started = (): void => {
    live += 1;
    most = Math.max(most, live);
  };
  const job = jobOf('      - run: "true"\n');
  const all = [1, 2, 3, 4, 5].map(() =>
    run(job, started, () => {
      live -= 1;
    }),
  );
  expect((await Promise.all(all)).map(({ conclusion }) => conclusion)).toEqual(Array(5).fill('success'));
  expect(most).toBeLessThanOrEqual(2);
});
