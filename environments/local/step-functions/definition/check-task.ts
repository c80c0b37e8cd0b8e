import { isExpression } from '../jsonata/evaluate.ts';
import type { TaskState } from './asl.ts';
import { type Resource, readResource } from './resource.ts';

const ARGUMENTS = ['FunctionName', 'Payload'];

/** What is wrong with a Task, as a sentence. */
export function checkTask(state: TaskState): string | undefined {
  const resource = readResource(state.Resource);
  if (resource === undefined) return `UNSUPPORTED_RESOURCE: the Resource '${state.Resource}' is not implemented`;
  return checkTimes(state, resource) ?? (resource.optimised ? checkArguments(state.Arguments) : undefined);
}

function checkTimes(state: TaskState, resource: Resource): string | undefined {
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (heartbeat !== undefined && !resource.waitsForToken) {
    return "UNSUPPORTED_FIELD: the field 'HeartbeatSeconds' is implemented for .waitForTaskToken only";
  }
  if (typeof timeout !== 'number' || typeof heartbeat !== 'number' || heartbeat < timeout) return undefined;
  return "SCHEMA_VALIDATION_FAILED: the field 'HeartbeatSeconds' must be smaller than TimeoutSeconds";
}

function checkArguments(given: unknown): string | undefined {
  if (isExpression(given)) return undefined;
  if (typeof given !== 'object' || given === null || !('FunctionName' in given)) {
    return "MISSING_FIELD: the field 'Arguments.FunctionName' is required";
  }
  const unknown = Object.keys(given).find((key) => !ARGUMENTS.includes(key));
  return unknown === undefined ? undefined : `UNSUPPORTED_FIELD: the field 'Arguments.${unknown}' is not supported`;
}
