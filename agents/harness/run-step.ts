import { setTimeout as delay } from 'node:timers/promises';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { Invocation } from '#domain/agent.ts';
import { ConflictError, LimitError } from '#domain/errors.ts';
import { toFailure } from '#domain/failure.ts';
import type { Price } from '#domain/price.ts';
import { type StepResult, toStepOutput } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { Usage } from '#domain/usage.ts';
import { visibleText } from '#domain/visible-text.ts';
import { withoutSecrets } from '#domain/without-secrets.ts';
import type { ErrorReporter } from '#ports/error-reporter.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { Transcripts } from '#ports/transcripts.ts';
import type { Turns } from '#ports/turns.ts';
import type { WorkflowEngine } from '#ports/workflow-engine.ts';
import type { Agent, AgentContext } from './agent.ts';
import { openBudget } from './budget.ts';
import { sendHeartbeats } from './heartbeat.ts';
import type { Log } from './log.ts';
import { toResultSummary } from './result-summary.ts';
import { toLine } from './summarise.ts';
import { withTraceId } from './trace-id.ts';
import { openTranscript, type Transcript } from './transcript.ts';

export interface OpenedModel {
  readonly model: BaseChatModel;
  /** The vendor's id, by which its price is found. */
  readonly modelId: string;
  readonly price?: Price | undefined;
}

export interface StepDeps {
  readonly store: TaskStore;
  readonly engine: Pick<WorkflowEngine, 'completeStep' | 'failStep' | 'heartbeat'>;
  /** Opened on first use and then kept, so that an agent answers pings before its model's SDK is loaded. */
  readonly model: () => Promise<OpenedModel>;
  /** Working time of all agents of a task together; AgentCore's own limit when absent. */
  readonly maxWorkSeconds?: number;
  /** How many steps this process does at a time; one that waits is claimed and alive, and its working time has not begun. */
  readonly turns: Turns;
  readonly log: Log;
  readonly errors: ErrorReporter;
  readonly transcripts: Transcripts;
}

/** Characters of one line of the timeline. */
const MAX_LINE = 300;

/** One step that this process owns. */
export interface Step {
  readonly agent: Agent;
  readonly invocation: Invocation;
  readonly task: Task;
  readonly resumed: boolean;
  /** X-Ray's id of the trace that it belongs to. */
  readonly traceId?: string | undefined;
}

/** A step with the record of what is said and done in it. */
interface Noted extends Step {
  readonly transcript: Transcript;
}

/** The reason with which a step is aborted that nobody waits for any more: it ends without reporting anything. */
export function stepGone(why: string): ConflictError {
  return new ConflictError(`The step was stopped: ${why}.`, { code: 'STEP_GONE' });
}

/**
 * Does one claimed step to its end: heartbeats, the time limit, and the one report to the workflow. Never rejects;
 * the controller aborts it, with `stepGone` as the reason when nothing is to be reported.
 */
export async function runStep(step: Step, given: StepDeps, controller: AbortController): Promise<void> {
  const { invocation } = step;
  const deps = { ...given, log: withTraceId(given.log, step.traceId) };
  const noted: Noted = { ...step, transcript: openTranscript(invocation, deps) };
  const limit = setTimeout(() => controller.abort(timeLimit(invocation)), toLimitMs(invocation.timeoutSeconds));
  const beats = sendHeartbeats(invocation, deps, controller.signal, (why) => controller.abort(stepGone(why)));
  try {
    await deps.turns.take(() => succeed(noted, deps, controller.signal), controller.signal);
  } catch (error) {
    await fail(noted, deps, reasonOf(error, controller.signal));
  } finally {
    clearTimeout(limit);
    controller.abort(stepGone('it has ended'));
    await beats;
  }
}

/** An aborted step ends for the reason of the abort, except that of a limit the agent may tell more. */
function reasonOf(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted || (signal.reason instanceof LimitError && error instanceof LimitError)) return error;
  return signal.reason;
}

async function succeed(step: Noted, deps: StepDeps, signal: AbortSignal): Promise<void> {
  const { invocation, agent } = step;
  const { taskId, runId, step: name, taskToken } = invocation;
  const started = performance.now();
  const context = await toContext(step, deps, signal);
  signal.throwIfAborted();
  const result = await runAgent(agent, context);
  signal.throwIfAborted();
  const facts = [await toFinished(step, result, deps, performance.now() - started), ...toTold(step, result)];
  if (!(await deps.store.finishStep({ taskId, runId, step: name }, taskToken, result, facts)))
    throw stepGone('another dispatch took it over');
  // Before it is reported: the workflow may end the session at once.
  await step.transcript.end({ outcome: 'finished', result: toResultSummary(result) });
  await deps.engine.completeStep(taskToken, toStepOutput(name, result));
  deps.log('info', 'step finished', { taskId, step: name });
}

async function runAgent(agent: Agent, context: AgentContext): Promise<StepResult> {
  try {
    return await agent.run(context);
  } finally {
    await context.budget.settle();
  }
}

/** Errors after which the workflow tries the step again; the others end the task, which tells of them itself. */
const MAY_PASS: ReadonlySet<string> = new Set(['UpstreamError', 'ConflictError']);

async function fail({ invocation, agent, transcript }: Noted, deps: StepDeps, error: unknown): Promise<void> {
  const { taskId, step } = invocation;
  const said = toFailure(error);
  // It quotes what commands and vendors printed.
  const failure = { ...said, message: withoutSecrets(visibleText(said.message)) };
  deps.log(failure.code === 'STEP_GONE' ? 'info' : 'error', 'step ended without a result', { taskId, step, ...failure });
  await transcript.end({ outcome: failure.code === 'STEP_GONE' ? 'stopped' : 'failed', failure });
  if (failure.code === 'STEP_GONE') return;
  if (failure.kind === 'unknown') deps.errors.capture(error, { agent: agent.name, taskId, step });
  if (MAY_PASS.has(failure.name)) await tellFault(invocation, failure.message, deps);
  await deps.engine.failStep(invocation.taskToken, failure).catch((cause: unknown) => {
    // The workflow finds out by itself: the heartbeats have stopped.
    deps.log('error', 'the failure could not be reported', { taskId, step, error: String(cause) });
  });
}

/** The timeline says why a step is tried again; that it cannot be told now is no reason not to report it. */
async function tellFault({ taskId, step, agent }: Invocation, message: string, { store, log }: StepDeps): Promise<void> {
  const told = toLine(`stopped by a fault that may pass: ${message}`, MAX_LINE);
  await store.appendEvents(taskId, [{ type: 'agent.progressed', step, agent, message: told }]).catch((error: unknown) => {
    log('warn', 'the fault could not be told', { taskId, step, error: String(error) });
  });
}

async function toContext(
  { invocation, task, resumed, transcript, traceId }: Noted,
  deps: StepDeps,
  signal: AbortSignal,
): Promise<AgentContext> {
  const { store, maxWorkSeconds } = deps;
  const { model, modelId, price } = await deps.model();
  const progress = async (message: string): Promise<void> => {
    const { taskId, step, agent } = invocation;
    transcript.note({ type: 'progress', message });
    await store.appendEvents(taskId, [{ type: 'agent.progressed', step, agent, message: toLine(message, MAX_LINE) }]);
  };
  const { usage: used, limits } = task;
  transcript.note({ type: 'begin', ...toHeading(invocation), traceId, resumed, model: modelId, used, limits });
  return {
    invocation,
    task,
    resumed,
    signal,
    store,
    model,
    modelId,
    budget: openBudget({ store, task, step: invocation.step, modelId, price, maxWorkSeconds, tell: progress }),
    pause: async (ms) => {
      await delay(ms, undefined, { signal }).catch(() => undefined);
      signal.throwIfAborted();
    },
    progress,
    transcript,
  };
}

/** Which step of which run it is; the task token is nobody's to read. */
function toHeading({ taskId, runId, step, agent, round }: Invocation) {
  return { taskId, runId, step, agent, round };
}

async function toFinished(
  { invocation, task }: Step,
  result: StepResult,
  { store, model }: StepDeps,
  ms: number,
): Promise<TaskFact> {
  const { taskId, step, agent } = invocation;
  const now = await store.readTask(taskId);
  const usage = minus(now?.usage ?? task.usage, task.usage);
  const summary = toLine(toResultSummary(result), MAX_LINE);
  const { modelId } = await model();
  return { type: 'step.finished', step, agent, summary, model: modelId, usage, ms: Math.round(ms) };
}

/** People are told what was found, of every diagnosis and every ticket once. */
function toTold({ invocation: { round } }: Step, result: StepResult): TaskFact[] {
  if (result.type === 'triage') return result.filed ? [{ type: 'ticket.filed', ...result.filed }] : [];
  return result.type === 'diagnosis' ? [{ type: 'ci.diagnosed', diagnosis: result.diagnosis, round }] : [];
}

/** Never below zero, which the audit's schema would refuse. */
function minus(after: Usage, before: Usage): Usage {
  return {
    turns: Math.max(0, after.turns - before.turns),
    inputTokens: Math.max(0, after.inputTokens - before.inputTokens),
    outputTokens: Math.max(0, after.outputTokens - before.outputTokens),
    costUsd: Math.max(0, after.costUsd - before.costUsd),
    workSeconds: Math.max(0, after.workSeconds - before.workSeconds),
  };
}

/** A little before the workflow's own limit, so that the agent still says itself why it stopped. */
function toLimitMs(timeoutSeconds: number): number {
  return timeoutSeconds * 1_000 - Math.min(30_000, timeoutSeconds * 100);
}

function timeLimit({ timeoutSeconds }: Invocation): LimitError {
  return new LimitError(`The step was not done within its ${timeoutSeconds} seconds.`, {
    code: 'STEP_TIME_LIMIT',
    kind: 'timeout',
  });
}
