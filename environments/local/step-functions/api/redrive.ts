import { z } from 'zod';
import { ServiceError } from '../errors.ts';
import { recordIn } from '../history.ts';
import { join } from '../join.ts';
import { ROOT, type Run, touch } from '../run.ts';
import type { World } from '../world.ts';
import type { ApiDeps } from './deps.ts';
import { whyNotRedrivable } from './describe-execution.ts';
import { findExecution } from './executions.ts';
import { arnField, toSeconds } from './fields.ts';
import { type Operation, operation } from './protocol.ts';

const redriveSchema = z.strictObject({ executionArn: arnField, clientToken: z.string().min(1).max(64).optional() });
const REMEMBERED = 1_000;

/** RedriveExecution: goes on from what failed or was aborted; a repeated client token is answered as the first time. */
export function redriveOperations(deps: ApiDeps): Record<string, Operation> {
  const done = new Map<string, number>();
  return {
    RedriveExecution: operation(redriveSchema, async ({ executionArn, clientToken }) => {
      const { id } = findExecution(deps, executionArn);
      const key = `${id}:${clientToken}`;
      const before = clientToken === undefined ? undefined : done.get(key);
      if (before !== undefined) return { redriveDate: toSeconds(before) };
      const redrivenAt = await deps.engine.submit(id, (run) => redrive(deps.world, run));
      if (done.size >= REMEMBERED) done.clear();
      done.set(key, redrivenAt);
      return { redriveDate: toSeconds(redrivenAt) };
    }),
  };
}

function redrive(world: World, run: Run): number {
  const { execution } = run;
  const now = world.now();
  const refused = whyNotRedrivable(execution, run.lastEvent, now);
  if (refused !== undefined) throw new ServiceError('ExecutionNotRedrivable', refused);
  const timeout = run.machine.definition.TimeoutSeconds;
  const deadline = timeout === undefined ? undefined : now + timeout * 1_000;
  const ended = { stoppedAt: undefined, output: undefined, error: undefined, cause: undefined };
  Object.assign(execution, { status: 'RUNNING', redriveCount: execution.redriveCount + 1, redrivenAt: now, deadline, ...ended });
  run.executionTouched = true;
  const root = run.threads.get(ROOT);
  if (root === undefined) throw new Error(`the execution ${execution.arn} has lost its thread`);
  recordIn(run, root, now, { type: 'ExecutionRedriven', details: { redriveCount: execution.redriveCount } });
  for (const thread of run.threads.values()) {
    if (thread.halted === undefined) continue;
    thread.halted = undefined;
    thread.retries = {};
    thread.lastEvent = root.lastEvent;
    touch(run, thread);
  }
  for (const thread of run.threads.values()) if (thread.phase.at === 'join') join(world, run, thread);
  return now;
}
