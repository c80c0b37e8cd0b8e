import type { AgentName, Invocation } from '#domain/agent.ts';
import type { Check } from '#domain/ci.ts';
import { UpstreamError } from '#domain/errors.ts';
import type { AgentRuntime } from '#ports/agent-runtime.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { CallbackResult, RunInput, WorkflowEngine } from '#ports/workflow-engine.ts';

export interface RecordingEngine extends WorkflowEngine {
  readonly started: RunInput[];
  readonly stopped: string[];
  readonly completed: { readonly token: string; readonly output: object }[];
  /** While true, every call fails as an unreachable service does. */
  down: boolean;
}

/** A workflow engine that remembers what it was told. */
export function recordingEngine(answer: CallbackResult = 'delivered'): RecordingEngine {
  const engine: RecordingEngine = {
    started: [],
    stopped: [],
    completed: [],
    down: false,
    startRun: async (input) => {
      assertUp(engine);
      engine.started.push(input);
    },
    stopRun: async (runId) => {
      assertUp(engine);
      engine.stopped.push(runId);
    },
    completeStep: async (token, output) => {
      assertUp(engine);
      engine.completed.push({ token, output });
      return answer;
    },
    failStep: async () => answer,
    heartbeat: async () => answer,
  };
  return engine;
}

function assertUp({ down }: { readonly down: boolean }): void {
  if (down) throw new UpstreamError('Step Functions cannot be reached.', { code: 'WORKFLOW_UNREACHABLE' });
}

export interface RecordingAgents extends AgentRuntime {
  /** What was done, in order: `invoke discover`, `stop discovery`. */
  readonly calls: string[];
  readonly invocations: Invocation[];
  down: boolean;
}

/** Agent runtimes that remember what they were told. */
export function recordingAgents(): RecordingAgents {
  const agents: RecordingAgents = {
    calls: [],
    invocations: [],
    down: false,
    invoke: async (invocation) => {
      if (agents.down) throw new UpstreamError('AgentCore cannot be reached.', { code: 'AGENT_UNREACHABLE' });
      agents.calls.push(`invoke ${invocation.step}`);
      agents.invocations.push(invocation);
    },
    stopSession: async (_taskId: string, agent: AgentName) => {
      if (agents.down) throw new UpstreamError('AgentCore cannot be reached.', { code: 'AGENT_UNREACHABLE' });
      agents.calls.push(`stop ${agent}`);
    },
  };
  return agents;
}

/** One check as a host keeps it; without a conclusion it still runs. */
export interface HostedCheck {
  readonly name: string;
  readonly conclusion?: Check['conclusion'];
  readonly startedAt?: string;
}

/** A repository host that knows checks and nothing else, by `repo@sha`. */
export function checksHost(checks: Record<string, HostedCheck[]>): Pick<RepoHost, 'readChecks' | 'readMergeability'> {
  return {
    readChecks: async (repo, headSha, since) => {
      const counted = (checks[`${repo}@${headSha}`] ?? []).filter(
        ({ startedAt }) => since === undefined || (startedAt !== undefined && startedAt >= since),
      );
      const ended = counted.flatMap(({ name, conclusion }) =>
        conclusion ? [{ name, conclusion, url: `https://ci.example/${name}` }] : [],
      );
      return { concluded: counted.length > 0 && ended.length === counted.length, checks: ended };
    },
    readMergeability: async () => 'clean',
  };
}
