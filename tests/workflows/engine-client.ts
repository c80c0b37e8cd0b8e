import type { Hono } from 'hono';
import { z } from 'zod';
import type { CallbackResult, WorkflowEngine } from '#ports/workflow-engine.ts';
import type { Definition } from '#workflows/asl/types.ts';

const createdSchema = z.object({ stateMachineArn: z.string() });
const startedSchema = z.object({ executionArn: z.string() });
const describedSchema = z.object({ status: z.string(), error: z.string().nullish(), cause: z.string().nullish() });
const historySchema = z.object({
  events: z.array(z.object({ type: z.string(), stateEnteredEventDetails: z.object({ name: z.string() }).optional() })),
  nextToken: z.string().optional(),
});

export interface EngineClient extends Pick<WorkflowEngine, 'completeStep' | 'failStep' | 'heartbeat'> {
  start(definition: Definition, name: string, input: object): Promise<string>;
  stop(executionArn: string): Promise<void>;
  describe(executionArn: string): Promise<z.infer<typeof describedSchema>>;
  /** The names of the states that were entered, in order. */
  visited(executionArn: string): Promise<string[]>;
}

/** Speaks the engine's API without a socket. */
export function engineClient(app: Hono): EngineClient {
  const call = async (operation: string, body: object): Promise<{ status: number; json: unknown }> => {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` };
    const response = await app.request('/', { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, json: await response.json() };
  };
  const ask = async <T>(schema: z.ZodType<T>, operation: string, body: object): Promise<T> => {
    const { status, json } = await call(operation, body);
    if (status !== 200) throw new Error(`${operation} answered ${status}: ${JSON.stringify(json)}`);
    return schema.parse(json);
  };
  const report = async (operation: string, body: object): Promise<CallbackResult> =>
    (await call(operation, body)).status === 200 ? 'delivered' : 'gone';
  return {
    start: async (definition, name, input) => {
      const roleArn = 'arn:aws:iam::000000000000:role/workflow';
      const machine = { name: 'task', definition: JSON.stringify(definition), roleArn };
      const { stateMachineArn } = await ask(createdSchema, 'CreateStateMachine', machine);
      const started = { stateMachineArn, name, input: JSON.stringify(input) };
      return (await ask(startedSchema, 'StartExecution', started)).executionArn;
    },
    stop: async (executionArn) => {
      await ask(z.unknown(), 'StopExecution', { executionArn, error: 'Stopped', cause: 'by hand' });
    },
    describe: (executionArn) => ask(describedSchema, 'DescribeExecution', { executionArn }),
    visited: async (executionArn) => {
      const names: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = { executionArn, maxResults: 1_000, ...(nextToken ? { nextToken } : {}) };
        const history = await ask(historySchema, 'GetExecutionHistory', page);
        names.push(...history.events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []));
        nextToken = history.nextToken;
      } while (nextToken);
      return names;
    },
    completeStep: (taskToken, output) => report('SendTaskSuccess', { taskToken, output: JSON.stringify(output) }),
    failStep: (taskToken, failure) =>
      report('SendTaskFailure', { taskToken, error: failure.name, cause: JSON.stringify(failure) }),
    heartbeat: (taskToken) => report('SendTaskHeartbeat', { taskToken }),
  };
}
