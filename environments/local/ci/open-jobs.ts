import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { type JobConclusion, JOB_CONCLUSIONS, type Job, STEP_CONCLUSIONS, type StepConclusion } from './run-job.ts';

/** Jobs in a process of their own: it starts many others, and starting one copies the tables of all memory of who starts it. */
export interface Jobs {
  /** Resolves with `undefined` when the jobs were closed before it ended. Rejects when the process that ran it died. */
  run(job: Job, directory: string, onStep: OnStep): Promise<JobConclusion | undefined>;
  /** Stops all jobs, with everything that they started. */
  close(): Promise<void>;
}

type OnStep = (index: number, conclusion: StepConclusion | undefined) => void;

const reportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('step'), id: z.int(), index: z.int(), conclusion: z.enum(STEP_CONCLUSIONS).optional() }),
  z.object({ type: z.literal('ended'), id: z.int(), conclusion: z.enum(JOB_CONCLUSIONS).optional() }),
  z.object({ type: z.literal('failed'), id: z.int(), error: z.string() }),
]);

interface Asked {
  readonly onStep: OnStep;
  readonly resolve: (conclusion: JobConclusion | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the process with the first job, and another one when it has died. */
export function openJobs(): Jobs {
  const asked = new Map<number, Asked>();
  let child: ChildProcess | undefined;
  let closed = false;
  const hear = (message: unknown): void => {
    const report = reportSchema.parse(message);
    const waiting = asked.get(report.id);
    if (report.type === 'step') return waiting?.onStep(report.index, report.conclusion);
    asked.delete(report.id);
    return report.type === 'ended' ? waiting?.resolve(report.conclusion) : waiting?.reject(new Error(report.error));
  };
  const start = (): ChildProcess => {
    const started = fork(new URL('./job-process.ts', import.meta.url), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: { PATH: process.env['PATH'] },
      stdio: 'ignore',
    });
    const end = (error: Error): void => {
      if (child === started) child = undefined;
      for (const { resolve, reject } of asked.values()) {
        if (closed) resolve(undefined);
        else reject(error);
      }
      asked.clear();
    };
    started.on('message', hear);
    started.on('error', end);
    started.once('exit', (code, signal) =>
      end(new Error(`the process of the jobs has ended (${signal ?? `exit code ${code}`})`)),
    );
    return started;
  };
  return {
    run: (job, directory, onStep) =>
      new Promise((resolve, reject) => {
        child ??= start();
        asked.set(job.id, { onStep, resolve, reject });
        child.send({ job, directory });
      }),
    close: async () => {
      closed = true;
      if (!child) return;
      const exited = once(child, 'exit');
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
