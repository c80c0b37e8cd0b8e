import { endExecution } from './end.ts';
import { HistoryFullError } from './errors.ts';
import { loadRun, saveRun } from './load.ts';
import { type Call, isReady, type Run, type Thread } from './run.ts';
import { step } from './step.ts';
import type { Store } from './store.ts';
import type { World } from './world.ts';

export interface TurnDeps {
  readonly store: Store;
  readonly world: World;
  /** Called after a change is stored: with the Lambdas to call, and whether the execution has just ended. */
  readonly stored: (run: Run, calls: readonly Call[], ended: boolean) => void;
  /** Called when a change could not be stored; the execution stays as it was and must be woken later. */
  readonly failed: (executionId: number, error: unknown) => void;
}

interface Job {
  /** Answers what is to be called once the change is stored. */
  readonly work: (run: Run) => Promise<() => void>;
  readonly reject: (error: unknown) => void;
}

/** What is asked of one execution, and the execution itself while it is worked on. */
export interface Box {
  readonly id: number;
  readonly jobs: Job[];
  run: Run | undefined;
}

/** Steps of one execution before it is the next one's turn. */
const TURN = 40;

/** Works on one execution for a while, storing every step. Answers whether there is more to do. */
export async function takeTurn(deps: TurnDeps, box: Box): Promise<boolean> {
  try {
    for (let taken = 0; taken < TURN; taken += 1) {
      box.run ??= loadRun(deps.store, box.id);
      const job = box.jobs.shift();
      if (job !== undefined) await perform(deps, box, box.run, job);
      else if (!(await stepOnce(deps, box.run))) return false;
    }
    return true;
  } catch (error) {
    box.run = undefined;
    for (const job of box.jobs.splice(0)) job.reject(error);
    deps.failed(box.id, error);
    return false;
  }
}

async function perform(deps: TurnDeps, box: Box, run: Run, job: Box['jobs'][number]): Promise<void> {
  try {
    const answered = await job.work(run);
    save(deps, run);
    answered();
  } catch (error) {
    job.reject(error);
    // Whatever the work has begun to change is forgotten, unless the execution ends with it.
    if (!(error instanceof HistoryFullError)) box.run = undefined;
    else failFull(deps, run);
  }
}

async function stepOnce(deps: TurnDeps, run: Run): Promise<boolean> {
  if (run.execution.status !== 'RUNNING') return false;
  const thread = nextReady(run);
  if (thread === undefined) return false;
  try {
    await step(deps.world, run, thread);
  } catch (error) {
    if (error instanceof HistoryFullError) {
      failFull(deps, run);
      return true;
    }
    endExecution(deps.world, run, { status: 'FAILED', error: 'States.Runtime', cause: `The engine failed: ${String(error)}` });
  }
  save(deps, run);
  return true;
}

function nextReady(run: Run): Thread | undefined {
  for (const thread of run.threads.values()) if (isReady(thread)) return thread;
  return undefined;
}

function failFull(deps: TurnDeps, run: Run): void {
  const cause = 'The execution reached the maximum number of history events (25000).';
  endExecution(deps.world, run, { status: 'FAILED', error: 'States.Runtime', cause });
  save(deps, run);
}

function save(deps: TurnDeps, run: Run): void {
  const ended = run.executionTouched && run.execution.status !== 'RUNNING';
  saveRun(deps.store, run);
  deps.stored(run, run.calls.splice(0), ended);
}
