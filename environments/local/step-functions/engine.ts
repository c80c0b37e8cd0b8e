import { type Alarm, openAlarm, type Timer } from './alarm.ts';
import type { ExecutionStatusChange } from './announce.ts';
import { openAnnouncer } from './announcer.ts';
import { fireDue } from './due.ts';
import { HistoryFullError } from './errors.ts';
import { callLambda, type InvokeLambda } from './invoke.ts';
import { openPause } from './pause.ts';
import { raise } from './raise.ts';
import { type Call, type Run, wakeTime } from './run.ts';
import { openRunner, type Runner } from './runner.ts';
import { type Answer, finishCall } from './states/task-result.ts';
import type { Store } from './store.ts';
import type { World } from './world.ts';

export interface EngineDeps {
  readonly store: Store;
  readonly world: World;
  readonly timer: Timer;
  readonly invokeLambda: InvokeLambda;
  readonly onExecutionEnded: (event: ExecutionStatusChange) => void | Promise<void>;
  /** Told of what goes wrong in the engine itself; it tries again by itself. */
  readonly onFault: (error: unknown) => void;
}

/** The running executions, without the API around them. */
export interface Engine extends Pick<Runner, 'submit' | 'idle'> {
  /** Lets the execution go on. */
  go(id: number): void;
  /** Rings no later than that. */
  readonly alarm: Pick<Alarm, 'at'>;
  close(): Promise<void>;
}

/** Takes up every execution of the store where it was left. */
export function openEngine(deps: EngineDeps): Engine {
  const { store, world, onFault, onExecutionEnded } = deps;
  const pause = openPause(deps.timer);
  const later = (doIt: () => void): void => pause.later(doIt);
  const isClosed = (): boolean => pause.isClosed();
  const announce = openAnnouncer({ store, world, onFault, onExecutionEnded, later, isClosed });
  const alarm = openAlarm(() => world.now(), deps.timer, ring);
  const runner = openRunner({
    store,
    world,
    stored: (run, calls, ended) => {
      for (const call of calls) void invoke(run.execution.id, call);
      alarm.at(earliest(run));
      if (ended) announce(run.execution);
    },
    failed: (id, error) => {
      onFault(error);
      later(() => go(id));
    },
  });

  function go(id: number): void {
    runner.submit(id, (run) => fireDue(world, run)).catch(onFault);
  }

  function ring(): void {
    const now = world.now();
    for (const id of new Set([...store.threads.due(now), ...store.executions.overdue(now)])) go(id);
    const next = Math.min(store.threads.nextWake(now) ?? Infinity, store.executions.nextDeadline(now) ?? Infinity);
    if (next < Infinity) alarm.at(next);
  }

  async function invoke(id: number, call: Call): Promise<void> {
    const answer = await callLambda(deps.invokeLambda, call.functionArn, call.payload);
    settleCall(id, call, answer);
  }

  function settleCall(id: number, call: Call, answer: Answer): void {
    if (isClosed()) return;
    runner
      .submit(id, (run) => takeAnswer(world, run, call, answer))
      .catch((error: unknown) => {
        onFault(error);
        if (!(error instanceof HistoryFullError)) later(() => settleCall(id, call, answer));
      });
  }

  for (const id of store.threads.busy()) runner.submit(id, callAgain).catch(onFault);
  ring();
  return {
    submit: (id, work) => runner.submit(id, work),
    go,
    idle: () => runner.idle(),
    alarm,
    close: async () => {
      pause.close();
      alarm.stop();
      await runner.stop();
    },
  };
}

async function takeAnswer(world: World, run: Run, call: Call, answer: Answer): Promise<void> {
  const thread = run.threads.get(call.thread);
  const error = thread && finishCall(world, run, thread, { ticket: call.ticket, answer });
  if (thread !== undefined && error !== undefined) await raise(world, run, thread, error);
}

/** After a restart: what was being called is called again, since nobody knows whether it ran. */
function callAgain(run: Run): void {
  for (const { id, phase, halted } of run.threads.values()) {
    if (halted !== undefined) continue;
    const call = phase.at === 'call' ? phase : phase.at === 'token' ? phase.call : undefined;
    if (call === undefined || (phase.at !== 'call' && phase.at !== 'token')) continue;
    run.calls.push({ thread: id, ticket: phase.ticket, functionArn: call.functionArn, payload: call.payload });
  }
}

function earliest(run: Run): number {
  if (run.execution.status !== 'RUNNING') return Infinity;
  let time = run.execution.deadline ?? Infinity;
  for (const thread of run.threads.values()) time = Math.min(time, wakeTime(thread) ?? Infinity);
  return time;
}
