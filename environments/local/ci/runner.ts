import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../logger.ts';
import { endJobLog } from './job-log.ts';
import { openJobs } from './open-jobs.ts';
import type { Job, JobConclusion, StepConclusion } from './run-job.ts';

/** One job to run and whom to tell. */
export interface JobOrder extends Job {
  readonly onStarted: () => void;
  readonly onStep: (index: number, conclusion: StepConclusion | undefined) => void;
  readonly onFinished: (conclusion: JobConclusion) => void;
}

export interface Runner {
  /** Puts a job into the queue; a job that is queued or running already is left alone. */
  submit(order: JobOrder): void;
  /** Stops running jobs without reporting them: whoever opens the runner again submits them again. */
  close(): Promise<void>;
}

export interface RunnerOptions {
  /** Tells this environment's jobs from those of another one on the same machine. */
  readonly dataDir: string;
  readonly logger: Logger;
  /** Jobs at once; 2 unless told. */
  readonly slots?: number;
}

/** Runs jobs, two at once, first come first served. Removes what a killed predecessor left behind. */
export function openRunner({ dataDir, logger, slots = 2 }: RunnerOptions): Runner {
  const mark = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const prefix = join(tmpdir(), `stepwright-ci-${mark}-`);
  removeLeftovers(prefix);
  const jobs = openJobs();
  const waiting: JobOrder[] = [];
  const running = new Map<number, Promise<void>>();
  const state = { closed: false };

  const runOne = async ({ onStarted, onStep, onFinished, ...job }: JobOrder): Promise<void> => {
    onStarted();
    const directory = mkdtempSync(prefix);
    const conclusion = await jobs.run(job, directory, onStep).catch((error: unknown) => {
      removeLeftovers(directory);
      logger.error('a CI job could not be run', { job: job.id, error: String(error) });
      endJobLog(job.logFile, `The runner failed: ${String(error)}`);
      return 'failure' as const;
    });
    running.delete(job.id);
    if (conclusion === undefined || state.closed) return;
    onFinished(conclusion);
    fill();
  };
  const fill = (): void => {
    while (running.size < slots && !state.closed) {
      const order = waiting.shift();
      if (order === undefined) return;
      running.set(order.id, runOne(order));
    }
  };
  return {
    submit: (order) => {
      if (running.has(order.id) || waiting.some(({ id }) => id === order.id)) return;
      waiting.push(order);
      // A caller may be inside a transaction, which must not run into the job's own first report.
      setImmediate(fill);
    },
    close: async () => {
      state.closed = true;
      waiting.length = 0;
      await jobs.close();
      await Promise.all(running.values());
    },
  };
}

function removeLeftovers(prefix: string): void {
  killLeftovers(prefix);
  const directory = tmpdir();
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (path.startsWith(prefix)) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Ends processes of jobs whose runner was killed; they are known by the temporary directory in their environment. */
function killLeftovers(prefix: string): void {
  for (const pid of listProcesses()) {
    if (readEnvironment(pid).includes(`RUNNER_TEMP=${prefix}`)) kill(Number(pid));
  }
}

function listProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    // Not Linux: orphans end by themselves, in a directory nobody uses any more.
    return [];
  }
}

function readEnvironment(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
