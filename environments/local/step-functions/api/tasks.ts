import { z } from 'zod';
import { HistoryFullError, ServiceError } from '../errors.ts';
import { MAX_CAUSE } from '../limits.ts';
import { raise } from '../raise.ts';
import { type Run, type Thread, touch } from '../run.ts';
import { type Answer, settle } from '../states/task-result.ts';
import { readToken } from '../token.ts';
import type { ApiDeps } from './deps.ts';
import { dataField, tokenField } from './fields.ts';
import { type Operation, operation } from './protocol.ts';

const successSchema = z.strictObject({ taskToken: tokenField, output: dataField });
const failureSchema = z.strictObject({
  taskToken: tokenField,
  error: z.string().max(256).optional(),
  cause: z.string().max(MAX_CAUSE).optional(),
});
const heartbeatSchema = z.strictObject({ taskToken: tokenField });

/** SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat: each answers once its effect is stored. */
export function taskOperations(deps: ApiDeps): Record<string, Operation> {
  return {
    SendTaskSuccess: operation(successSchema, ({ taskToken, output }) => {
      const value = parseOutput(output);
      return answer(deps, taskToken, { ok: true, value });
    }),
    SendTaskFailure: operation(failureSchema, ({ taskToken, error, cause }) =>
      answer(deps, taskToken, { ok: false, error, cause }),
    ),
    SendTaskHeartbeat: operation(heartbeatSchema, ({ taskToken }) =>
      withTask(deps, taskToken, (run, thread) => {
        const { phase } = thread;
        if (phase.at !== 'token' || phase.heartbeatSeconds === undefined) return;
        thread.phase = { ...phase, beatBy: deps.world.now() + phase.heartbeatSeconds * 1_000 };
        touch(run, thread);
      }),
    ),
  };
}

function answer(deps: ApiDeps, token: string, given: Answer): Promise<object> {
  return withTask(deps, token, async (run, thread) => {
    const error = settle(deps.world, run, thread, given);
    if (error !== undefined) await raise(deps.world, run, thread, error);
  });
}

/** Does `work` on the thread that waits for the token. @throws ServiceError `InvalidToken`, `TaskDoesNotExist`, `TaskTimedOut` */
async function withTask(deps: ApiDeps, token: string, work: (run: Run, thread: Thread) => unknown): Promise<object> {
  const parts = readToken(deps.secret, token);
  if (parts === 'malformed') throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
  if (parts === 'unknown' || deps.store.executions.get(parts.executionId) === undefined) {
    throw new ServiceError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
  }
  try {
    await deps.engine.submit(parts.executionId, async (run) => {
      const thread = run.threads.get(parts.thread);
      if (thread?.phase.at !== 'token' || thread.phase.token !== token || isOver(thread, deps.world.now())) throw over();
      await work(run, thread);
    });
  } catch (error) {
    throw error instanceof HistoryFullError ? over() : error;
  }
  return {};
}

/** A deadline counts from the moment it passes, not from when the alarm rings. */
function isOver({ phase }: Thread, now: number): boolean {
  return phase.at === 'token' && Math.min(phase.deadline ?? Infinity, phase.beatBy ?? Infinity) <= now;
}

function over(): ServiceError {
  return new ServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}

function parseOutput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ServiceError('InvalidOutput', `Invalid Output: '${error instanceof Error ? error.message : 'not JSON'}'`);
  }
}
