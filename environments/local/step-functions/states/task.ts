import type { TaskState } from '../definition/asl.ts';
import { bindingsOf } from '../context.ts';
import { StateError } from '../errors.ts';
import { recordIn } from '../history.ts';
import { evaluate } from '../jsonata/evaluate.ts';
import { toData } from '../limits.ts';
import { type Resource, readResource } from '../definition/resource.ts';
import type { Run, Thread } from '../run.ts';
import { readSeconds } from '../seconds.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';

interface Target {
  readonly functionArn: string;
  readonly payload: unknown;
}

/** Schedules the Lambda; the answer comes later, as the call's result or under the task token. */
export async function beginTask(state: TaskState, world: World, run: Run, thread: Thread): Promise<Outcome> {
  const resource = resourceOf(state);
  // The event that schedules the task is the next one, and its id is unlike that of any other dispatch.
  const ticket = run.lastEvent + 1;
  const token = resource.waitsForToken ? world.tokenOf(run.execution.id, thread.id, ticket) : undefined;
  const bindings = bindingsOf(run, thread, { token });
  const given = state.Arguments === undefined ? thread.input : await evaluate(state.Arguments, bindings, 'Arguments');
  const timeout = await readSeconds(state.TimeoutSeconds, bindings, 'TimeoutSeconds');
  const heartbeatSeconds = await readSeconds(state.HeartbeatSeconds, bindings, 'HeartbeatSeconds');
  const call = resource.optimised ? targetOf(given, world) : { functionArn: resource.name, payload: given };
  const text = toData(given, `The Arguments of the state '${thread.state}'`);
  recordScheduled({ world, run, thread, resource, text, timeout, heartbeatSeconds });
  run.calls.push({ thread: thread.id, ticket, ...call });
  const now = world.now();
  const deadline = timeout === undefined ? undefined : now + timeout * 1_000;
  if (token === undefined) return { phase: { at: 'call', ticket, ...call, deadline } };
  const beatBy = heartbeatSeconds === undefined ? undefined : now + heartbeatSeconds * 1_000;
  return { phase: { at: 'token', ticket, token, call, deadline, heartbeatSeconds, beatBy } };
}

/** The state's resource, which the definition's check has accepted. */
export function resourceOf(state: TaskState): Resource {
  const resource = readResource(state.Resource);
  if (resource === undefined) throw new Error(`the resource ${state.Resource} is not implemented`);
  return resource;
}

function targetOf(given: unknown, world: World): Target {
  if (typeof given !== 'object' || given === null || !('FunctionName' in given) || typeof given.FunctionName !== 'string') {
    throw new StateError('States.Runtime', "The field 'FunctionName' is required but was missing");
  }
  const unknown = Object.keys(given).find((key) => key !== 'FunctionName' && key !== 'Payload');
  if (unknown !== undefined) throw new StateError('States.Runtime', `The field '${unknown}' is not supported by Step Functions`);
  const name = given.FunctionName;
  const functionArn = name.startsWith('arn:') ? name : `arn:aws:lambda:${world.region}:${world.accountId}:function:${name}`;
  return { functionArn, payload: 'Payload' in given ? given.Payload : {} };
}

interface Scheduled {
  readonly world: World;
  readonly run: Run;
  readonly thread: Thread;
  readonly resource: Resource;
  readonly text: string;
  readonly timeout: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

function recordScheduled({ world, run, thread, resource, text, timeout, heartbeatSeconds }: Scheduled): void {
  const now = world.now();
  const limits = {
    ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
  };
  if (!resource.optimised) {
    const details = { resource: resource.name, input: text, inputDetails: { truncated: false }, ...limits };
    recordIn(run, thread, now, { type: 'LambdaFunctionScheduled', details });
    recordIn(run, thread, now, { type: 'LambdaFunctionStarted' });
    return;
  }
  const named = { resourceType: 'lambda', resource: resource.name };
  const details = { ...named, region: world.region, parameters: text, ...limits };
  recordIn(run, thread, now, { type: 'TaskScheduled', details });
  recordIn(run, thread, now, { type: 'TaskStarted', details: named });
}
