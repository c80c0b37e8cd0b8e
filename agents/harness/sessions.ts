import { type Invocation, sessionIdOf } from '#domain/agent.ts';
import { InputError } from '#domain/errors.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import { toStepOutput } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import type { Agent } from './agent.ts';
import { runStep, type StepDeps, stepGone } from './run-step.ts';

type InvocationStatus = 'accepted' | 'duplicate' | 'finished';

/** The sessions of this process: one in AgentCore, one per task on a developer's machine. Each does one step at a time. */
export interface Sessions {
  /** Claims the step and begins it in the background, as a part of the trace if there is one. @throws InputError `TASK_NOT_FOUND`, `TASK_ENDED` */
  begin(invocation: Invocation, traceId?: string): Promise<InvocationStatus>;
  /** Aborts what the session does and waits for its end; false when it did nothing. */
  stop(sessionId: string, why: string): Promise<boolean>;
  stopAll(why: string): Promise<void>;
  isBusy(): boolean;
  /** When `isBusy` last changed. */
  changedAt(): Date;
}

interface Work {
  /** Which dispatch of which step it is. */
  readonly key: string;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

interface Begun {
  readonly invocation: Invocation;
  readonly traceId: string | undefined;
}

type Claimed = 'finished' | { readonly task: Task; readonly resumed: boolean };

/** Opens an agent's sessions; `now` tells the time of the last change. */
export function openSessions(agent: Agent, deps: StepDeps, now: () => Date = () => new Date()): Sessions {
  const working = new Map<string, Work>();
  let changedAt = now();
  const stop = async (sessionId: string, why: string): Promise<boolean> => {
    const work = working.get(sessionId);
    work?.controller.abort(stepGone(why));
    await work?.done;
    return work !== undefined;
  };
  const start = (sessionId: string, key: string, { invocation, traceId }: Begun): Promise<Claimed> => {
    const controller = new AbortController();
    const claiming = claimStep(invocation, deps);
    const run = async (): Promise<void> => {
      // A claim that fails is answered to the caller of `begin`.
      const claimed = await claiming.catch(() => 'finished' as const);
      if (claimed !== 'finished') await runStep({ agent, invocation, traceId, ...claimed }, deps, controller);
      working.delete(sessionId);
      if (working.size === 0) changedAt = now();
    };
    if (working.size === 0) changedAt = now();
    working.set(sessionId, { key, controller, done: run() });
    return claiming;
  };
  const begin: Sessions['begin'] = async (invocation, traceId) => {
    const sessionId = sessionIdOf(invocation.taskId, agent.name);
    const key = `${invocation.step} ${invocation.taskToken}`;
    const current = working.get(sessionId);
    if (current?.key === key) return 'duplicate';
    if (current) {
      await stop(sessionId, 'another dispatch took over its session');
      return begin(invocation, traceId);
    }
    const claimed = await start(sessionId, key, { invocation, traceId });
    return claimed === 'finished' ? 'finished' : 'accepted';
  };
  return {
    begin,
    stop,
    stopAll: async (why) => {
      await Promise.all([...working.keys()].map((sessionId) => stop(sessionId, why)));
    },
    isBusy: () => working.size > 0,
    changedAt: () => changedAt,
  };
}

/** Makes the step this dispatch's own, or reports the result it already has. */
async function claimStep(invocation: Invocation, { store, engine }: StepDeps): Promise<Claimed> {
  const { taskId, runId, step, taskToken } = invocation;
  const task = await store.readTask(taskId);
  if (!task) throw new InputError(`There is no task ${taskId}.`, { code: 'TASK_NOT_FOUND' });
  if (isTerminal(task.status)) throw new InputError(`${taskId} is ${task.status}.`, { code: 'TASK_ENDED' });
  const claim = await store.claimStep({ taskId, runId, step }, taskToken);
  if (claim.type === 'finished') {
    await engine.completeStep(taskToken, toStepOutput(step, claim.result));
    return 'finished';
  }
  // `duplicate`: this very dispatch was claimed before, and yet this session does not work on it: its process died in between.
  return { task, resumed: claim.type !== 'claimed' };
}
