import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { serve } from '#environments/local/http/serve.ts';
import type { ExecutionStatusChange } from '#environments/local/step-functions/announce.ts';
import { openStepFunctions } from '#environments/local/step-functions/open-step-functions.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

/** What a Lambda does with its payload; `attempt` counts its calls from 1. */
export type Behaviour = (payload: unknown, attempt: number) => unknown;

export interface BenchOptions {
  readonly file?: string;
  readonly time?: VirtualTime;
  readonly lambdas?: Readonly<Record<string, Behaviour>>;
  readonly random?: () => number;
  readonly onExecutionEnded?: (event: ExecutionStatusChange) => void | Promise<void>;
}

export interface Bench {
  readonly client: SFNClient;
  readonly url: string;
  readonly time: VirtualTime;
  /** Every Lambda call, in order: the function's name and its payload. */
  readonly calls: { readonly name: string; readonly payload: unknown }[];
  readonly ended: ExecutionStatusChange[];
  readonly faults: unknown[];
  /** Creates a machine of its own and starts it; answers the execution's ARN. */
  start(definition: object, input?: unknown, name?: string): Promise<string>;
  describe(arn: string): Promise<DescribeExecutionCommandOutput>;
  history(arn: string): Promise<HistoryEvent[]>;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
  /** Lets time pass until the execution has ended or waits for something that is not time. */
  finish(arn: string): Promise<DescribeExecutionCommandOutput>;
  /** Drops the engine as a crash would: the server stops, the file is left as it is. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

export const ROLE = 'arn:aws:iam::000000000000:role/test';
export const INVOKE = 'arn:aws:states:::lambda:invoke';
export const INVOKE_TOKEN = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const FUNCTION = /^arn:aws:lambda:us-east-1:000000000000:function:/;

let machines = 0;

/** A client for an engine on that address, without retries so that each answer is seen. */
export function sfnClient(endpoint: string): SFNClient {
  return new SFNClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

/** The engine behind HTTP with the real client, on virtual time and scripted Lambdas. */
export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const time = options.time ?? virtualTime();
  const calls: Bench['calls'] = [];
  const ended: ExecutionStatusChange[] = [];
  const faults: unknown[] = [];
  const invokeLambda = async (arn: string, payload: unknown): Promise<unknown> => {
    const name = arn.replace(FUNCTION, '');
    calls.push({ name, payload });
    return options.lambdas?.[name]?.(payload, calls.filter((call) => call.name === name).length);
  };
  const engine = await openStepFunctions({
    file: options.file ?? ':memory:',
    invokeLambda,
    now: time.now,
    timer: time.timer,
    random: options.random ?? (() => 0.5),
    onExecutionEnded: async (event) => {
      await options.onExecutionEnded?.(event);
      ended.push(event);
    },
    onFault: (error) => faults.push(error),
  });
  const server = await serve(engine.app);
  const client = sfnClient(server.url);
  const describe = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }));
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 3; round += 1) {
      await engine.idle();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const stop = async (): Promise<void> => {
    client.destroy();
    await server.close();
  };
  return {
    client,
    url: server.url,
    time,
    calls,
    ended,
    faults,
    describe,
    settle,
    start: async (definition, input, name) => {
      machines += 1;
      const made = await client.send(
        new CreateStateMachineCommand({ name: `machine-${machines}`, definition: JSON.stringify(definition), roleArn: ROLE }),
      );
      const { stateMachineArn } = made;
      const started = await client.send(
        new StartExecutionCommand({
          stateMachineArn,
          input: JSON.stringify(input ?? {}),
          ...(name === undefined ? {} : { name }),
        }),
      );
      return started.executionArn ?? '';
    },
    history: async (executionArn) => {
      const events: HistoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const page = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000, nextToken }));
        events.push(...(page.events ?? []));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return events;
    },
    finish: async (arn) => {
      for (let turn = 0; turn < 2_000; turn += 1) {
        await settle();
        const described = await describe(arn);
        if (described.status !== 'RUNNING' || !time.next()) return described;
      }
      throw new Error('the execution does not end');
    },
    crash: stop,
    close: async () => {
      await stop();
      await engine.close();
    },
  };
}

/** A definition of one chain of states that starts with the first. */
export function machineOf(states: Readonly<Record<string, object>>, more: object = {}): object {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more };
}

/** A Task on `lambda:invoke`. */
export function invoke(name: string, payload: unknown, more: object = { End: true }): object {
  return { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: name, Payload: payload }, ...more };
}

/** A Task that hands its token to a Lambda and waits. */
export function waitForToken(name: string, more: object = { End: true }): object {
  const payload = { token: '{% $states.context.Task.Token %}' };
  return { Type: 'Task', Resource: INVOKE_TOKEN, Arguments: { FunctionName: name, Payload: payload }, ...more };
}

/** The token that was handed over in call number `index` (negative counts from the last). */
export function tokenOf(bench: Bench, index = -1): string {
  const payload = bench.calls.at(index)?.payload;
  if (typeof payload !== 'object' || payload === null || !('token' in payload)) throw new Error('no token was handed over');
  return String(payload.token);
}

export class NamedError extends Error {
  constructor(name: string, message = 'it failed') {
    super(message);
    this.name = name;
  }
}
