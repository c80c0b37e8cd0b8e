import type { Invocation, StepAgentName } from '#domain/agent.ts';
import type { Verdict } from '#domain/approval.ts';
import type { Check } from '#domain/ci.ts';
import type { Failure } from '#domain/failure.ts';
import { type StepResult, toStepOutput } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import type { AgentRuntime } from '#ports/agent-runtime.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { aChange, aDiagnosis, anExecution, aPlan } from '#tests/fakes/samples.ts';
import type { EngineClient } from './engine-client.ts';
import type { VirtualTime } from './virtual-time.ts';

/**
 * What an agent does with one dispatch: leaves a result, fails, dies without a word, or heartbeats for ever. A list is one
 * reply per dispatch.
 */
type AgentReply = StepResult | { readonly failure: Failure } | 'dies' | 'hangs';

/** What CI shows of one wait: checks at once, never any, or green ones of which no webhook tells. */
type CiReply = 'green' | 'red' | 'silent' | 'green, untold';

export interface Scenario {
  readonly task?: Partial<Task>;
  /** As the setting has it. */
  readonly policy?: string;
  /** By step; a step that is not named leaves a sample result. */
  readonly agents?: Readonly<Record<string, readonly AgentReply[]>>;
  /** One decision per plan; when they are used up nobody decides. */
  readonly decisions?: readonly Verdict[];
  readonly answer?: string;
  /** One per wait. */
  readonly ci?: readonly CiReply[];
  /** What happens when an agent is dispatched, before the agent does anything. */
  readonly on?: Readonly<Record<string, 'the run is stopped' | 'the task is cancelled'>>;
}

const A_DISCOVERY: StepResult = {
  type: 'discovery',
  discovery: {
    repositories: [{ name: 'acme/shop', relevance: 1, reason: '', files: [] }],
    dependencies: [],
    complexity: 'Low',
    approach: '',
  },
};
const A_REVIEW: StepResult = {
  type: 'review',
  review: { summary: 'Fine.', scope: { verdict: 'within', reasons: [] }, findings: [] },
  url: 'https://git.example/acme/shop/pull/7#review',
};
export const A_QUESTION: StepResult = { type: 'question', question: 'Gross or net?' };

export function aDiagnosisResult(verdict: 'fixed' | 'brief' | 'rerun' | 'escalate'): StepResult {
  return { type: 'diagnosis', diagnosis: aDiagnosis({ verdict }), changes: [aChange()] };
}

function defaultResult(agent: StepAgentName): StepResult {
  switch (agent) {
    case 'discovery':
      return A_DISCOVERY;
    case 'planning':
      return { type: 'plan', plan: aPlan(), planUrl: 'https://git.example/acme/shop/pull/7', changes: [aChange()] };
    case 'execution':
      return { type: 'execution', execution: anExecution() };
    case 'ci-monitor':
      return aDiagnosisResult('brief');
    case 'sentry':
      return { type: 'triage', outcome: 'SHOP-2 is filed.' };
    case 'review':
      return A_REVIEW;
  }
}

export interface ScriptedAgents extends AgentRuntime {
  /** `discover`, `discover`, … in the order of the dispatches, and `stop discovery`. */
  readonly calls: string[];
}

/** Agents that keep to their contract: claim the step, work in the background, report by task token. */
export function scriptedAgents(
  scenario: Scenario,
  deps: { store: TaskStore; engine: EngineClient; time: VirtualTime; interrupt: (what: string) => Promise<void> },
): ScriptedAgents {
  const calls: string[] = [];
  const beating = new Map<StepAgentName, string>();
  const replyTo = (step: string, agent: StepAgentName): AgentReply => {
    const dispatches = calls.filter((call) => call === step).length;
    return scenario.agents?.[step]?.[dispatches - 1] ?? defaultResult(agent);
  };
  const beat = async (invocation: Invocation): Promise<void> => {
    const { agent, taskToken, heartbeatSeconds } = invocation;
    if (beating.get(agent) !== taskToken || (await deps.engine.heartbeat(taskToken)) === 'gone') return;
    deps.time.timer((heartbeatSeconds * 1_000) / 3, () => void beat(invocation));
  };
  return {
    calls,
    invoke: async (invocation) => {
      const { taskId, runId, step, agent, taskToken } = invocation;
      calls.push(step);
      const interruption = scenario.on?.[step];
      if (interruption) return deps.interrupt(interruption);
      const claim = await deps.store.claimStep({ taskId, runId, step }, taskToken);
      const reply = claim.type === 'finished' ? claim.result : replyTo(step, agent);
      if (reply === 'dies') return;
      if (reply === 'hangs') {
        beating.set(agent, taskToken);
        await beat(invocation);
      } else if ('failure' in reply) await deps.engine.failStep(taskToken, reply.failure);
      else {
        await deps.store.finishStep({ taskId, runId, step }, taskToken, reply);
        await deps.engine.completeStep(taskToken, toStepOutput(step, reply));
      }
    },
    stopSession: async (_taskId, agent) => {
      calls.push(`stop ${agent}`);
      beating.delete(agent);
    },
  };
}

/** Checks as the scenario tells for the CI wait that is open. */
export function scriptedChecks(
  scenario: Scenario,
  store: TaskStore,
  taskId: string,
): Pick<RepoHost, 'readChecks' | 'readMergeability'> {
  const looks = new Map<number, number>();
  return {
    readChecks: async () => {
      const round = (await store.readCiWait(taskId))?.round ?? 0;
      const look = (looks.get(round) ?? 0) + 1;
      looks.set(round, look);
      const reply = scenario.ci?.[round - 1] ?? 'green';
      if (reply === 'silent' || (reply === 'green, untold' && look === 1)) return { concluded: false, checks: [] };
      const check: Check = { name: 'test', conclusion: reply === 'red' ? 'failure' : 'success', url: '' };
      return { concluded: true, checks: [check] };
    },
    readMergeability: async () => 'clean',
  };
}
