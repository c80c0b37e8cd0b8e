import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import { systemTimer, type Timer } from './alarm.ts';
import type { ExecutionStatusChange } from './announce.ts';
import { executionOperations } from './api/executions.ts';
import { historyOperations } from './api/history.ts';
import { machineOperations } from './api/machines.ts';
import { toApp } from './api/protocol.ts';
import { redriveOperations } from './api/redrive.ts';
import { taskOperations } from './api/tasks.ts';
import { openEngine } from './engine.ts';
import type { InvokeLambda } from './invoke.ts';
import { openStore } from './store.ts';
import { toToken } from './token.ts';

export interface StepFunctionsOptions {
  /** The SQLite file, or `:memory:`. */
  readonly file: string;
  readonly region?: string;
  readonly accountId?: string;
  readonly invokeLambda: InvokeLambda;
  /** Told of every end at least once; when it throws, it is told again a second later. */
  readonly onExecutionEnded?: (event: ExecutionStatusChange) => void | Promise<void>;
  /** Told of faults of the engine itself; by default a process warning. */
  readonly onFault?: (error: unknown) => void;
  readonly now?: () => Date;
  readonly timer?: Timer;
  /** In [0, 1), for the jitter of retries. */
  readonly random?: () => number;
}

export interface StepFunctions {
  /** The AWS JSON 1.0 API, for `http/serve.ts`. */
  readonly app: Hono;
  /** Resolves when nothing can go on without waiting for a time, a token or a Lambda. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the engine on its file and takes up every execution where it was left. */
export async function openStepFunctions(options: StepFunctionsOptions): Promise<StepFunctions> {
  const store = openStore(options.file);
  const secret = store.secret(() => randomBytes(32).toString('hex'));
  const now = options.now ?? (() => new Date());
  const onFault = options.onFault ?? warn;
  const world = {
    region: options.region ?? 'us-east-1',
    accountId: options.accountId ?? '000000000000',
    now: () => now().getTime(),
    random: options.random ?? Math.random,
    tokenOf: (executionId: number, thread: string, ticket: number) => toToken(secret, { executionId, thread, ticket }),
  };
  const engine = openEngine({
    store,
    world,
    timer: options.timer ?? systemTimer,
    invokeLambda: options.invokeLambda,
    onExecutionEnded: options.onExecutionEnded ?? (() => undefined),
    onFault,
  });
  const deps = { store, engine, world, secret };
  const operations = {
    ...machineOperations(deps),
    ...executionOperations(deps),
    ...taskOperations(deps),
    ...historyOperations(deps),
    ...redriveOperations(deps),
  };
  return {
    app: toApp(operations, onFault),
    idle: engine.idle,
    close: async () => {
      await engine.close();
      store.close();
    },
  };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error), { code: 'STEP_FUNCTIONS' });
}
