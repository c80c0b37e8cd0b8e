import { fakeModel } from '@langchain/core/testing';
import { openTurns } from '#adapters/system/open-turns.ts';
import type { Agent, AgentContext } from '#agents/harness/agent.ts';
import { SESSION_HEADER } from '#agents/harness/agent-app.ts';
import type { Log } from '#agents/harness/log.ts';
import type { StepDeps } from '#agents/harness/run-step.ts';
import { listen, stepService } from '#agents/harness/serve-agent.ts';
import { type Invocation, sessionIdOf } from '#domain/agent.ts';
import type { Failure } from '#domain/failure.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { CallbackResult } from '#ports/workflow-engine.ts';

export const QUESTION: StepResult = { type: 'question', question: 'Which unit?' };

/** A workflow that remembers what agents told it, and can be waited for. */
export function answeringEngine() {
  const completed: { token: string; output: object }[] = [];
  const failed: { token: string; failure: Failure }[] = [];
  const waiting: (() => void)[] = [];
  const engine = {
    completed,
    failed,
    heartbeats: 0,
    beat: (): CallbackResult => 'delivered',
    /** Resolves with the next report. */
    reported: () => new Promise<void>((resolve) => waiting.push(resolve)),
    completeStep: async (token: string, output: object): Promise<CallbackResult> => {
      completed.push({ token, output });
      for (const tell of waiting.splice(0)) tell();
      return 'delivered';
    },
    failStep: async (token: string, failure: Failure): Promise<CallbackResult> => {
      failed.push({ token, failure });
      for (const tell of waiting.splice(0)) tell();
      return 'delivered';
    },
    heartbeat: async (): Promise<CallbackResult> => {
      engine.heartbeats += 1;
      return engine.beat();
    },
  };
  return engine;
}

/** An agent whose runs the test ends by hand. */
export function steeredAgent() {
  const runs: { context: AgentContext; finish: (result: StepResult) => void; fail: (error: unknown) => void }[] = [];
  const waiting: (() => void)[] = [];
  const agent: Agent = {
    name: 'discovery',
    run: (context) =>
      new Promise((resolve, reject) => {
        context.signal.addEventListener('abort', () => reject(context.signal.reason));
        runs.push({ context, finish: resolve, fail: reject });
        for (const tell of waiting.splice(0)) tell();
      }),
  };
  /** Resolves once this many runs have begun. */
  const begun = async (count: number): Promise<void> => {
    while (runs.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { agent, runs, begun };
}

export async function serveSteered(
  agent: Agent,
  deps: Pick<StepDeps, 'store' | 'engine'> & Partial<Pick<StepDeps, 'transcripts' | 'turns'>>,
) {
  const errors: unknown[] = [];
  const lines: object[] = [];
  const all = {
    transcripts: { keep: async () => undefined },
    turns: openTurns(8),
    ...deps,
    host: '127.0.0.1',
    port: 0,
    model: async () => ({ model: fakeModel(), modelId: 'fake' }),
    log: ((_level, message, fields) => void lines.push({ message, ...fields })) satisfies Log,
    errors: { capture: (error: unknown) => void errors.push(error), flush: async () => undefined },
  };
  const service = stepService(agent, all);
  const listening = await listen(service, all);
  const served = { ...listening, stopSession: (sessionId: string) => service.stopSession(sessionId) };
  const post = (body: string, session: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${served.url}/invocations`, { method: 'POST', body, headers: { [SESSION_HEADER]: session, ...headers } });
  const invoke = async (invocation: Invocation, headers?: Record<string, string>): Promise<{ code: number; body: unknown }> => {
    const response = await post(JSON.stringify(invocation), sessionIdOf(invocation.taskId, invocation.agent), headers);
    return { code: response.status, body: await response.json() };
  };
  const ping = async (): Promise<unknown> => (await fetch(`${served.url}/ping`)).json();
  return { served, post, invoke, ping, errors, lines };
}
