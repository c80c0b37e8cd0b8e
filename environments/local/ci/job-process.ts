import { constants, setPriority } from 'node:os';
import { type Job, runJob } from './run-job.ts';

/** What this process is asked, once for each job; they run beside each other. */
export interface JobRequest {
  readonly job: Job;
  readonly directory: string;
}

// Whoever answers requests on this machine goes before jobs and all that they start.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

// Ctrl-C in a terminal goes to this process, too; who started it ends it, and its jobs, in order.
process.on('SIGINT', () => {});

const abort = new AbortController();
// Whoever wanted the jobs run is gone; this process ends when they have.
process.once('disconnect', () => abort.abort());

process.on('message', ({ job, directory }: JobRequest) => {
  const { id } = job;
  const tell = (report: object): void => {
    if (process.connected) process.send?.({ id, ...report });
  };
  const onStep = (index: number, conclusion: string | undefined): void => tell({ type: 'step', index, conclusion });
  runJob({ job, directory, signal: abort.signal, onStep }).then(
    (conclusion) => tell({ type: 'ended', conclusion }),
    (error: unknown) => tell({ type: 'failed', error: String(error) }),
  );
});
