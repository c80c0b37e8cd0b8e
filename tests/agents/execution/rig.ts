import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspaces } from '#adapters/git/open-workspaces.ts';
import type { ExecutionDeps } from '#agents/execution/contract.ts';
import type { AgentContext } from '#agents/harness/agent.ts';
import { openBudget } from '#agents/harness/budget.ts';
import type { AgentName } from '#domain/agent.ts';
import { type Plan, planSchema } from '#domain/plan.ts';
import type { ReviewThread } from '#domain/pull-request.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Change, Task } from '#domain/task.ts';
import { sampleScripts } from '#environments/local/bedrock/scripts/index.ts';
import type { Script } from '#environments/local/bedrock/script.ts';
import type { Workspaces } from '#ports/workspace.ts';
import { createServer, git, sandbox, writeFiles } from '../../core/adapters/git/server.ts';
import { testClock } from '../../fakes/clock.ts';
import { aChange, aTask, RUN_ID, TASK_ID } from '../../fakes/samples.ts';
import { type MemoryTaskStore, memoryTaskStore } from '../../fakes/task-store.ts';
import { ScriptedModel } from './scripted-model.ts';

const SAMPLE = new URL('../../../environments/local/sample/shipping', import.meta.url).pathname;
/** A task that goes on where the first one failed. */
export const RETRY_ID = 'task_01JC0000000000000000000001';
export const REPO = 'acme/shipping';

/** The plan as the scripted planner hands it in. */
function samplePlan() {
  const request = { agent: 'planning' as const, system: '', turn: 1, messages: [], tools: [] };
  return planSchema.parse(sampleScripts.planning(request).toolUses?.[0]?.input);
}

interface Readied {
  readonly repo: string;
  readonly title: string;
  readonly body: string;
}

export interface Rig {
  readonly place: string;
  /** The server's bare repository. */
  readonly url: string;
  readonly person: string;
  readonly change: Change;
  readonly store: MemoryTaskStore;
  readonly readied: Readied[];
  readonly workspaces: Workspaces;
  readonly repos: ExecutionDeps['repos'];
  /** Review threads of the pull request; answers are added to them. */
  readonly threads: ReviewThread[];
  context(step: string, script: Script, more?: Partial<AgentContext>): AgentContext & { model: ScriptedModel };
  /** Stores a result as an earlier step leaves it. */
  put(step: string, result: StepResult): void;
}

export interface RigInput {
  /** The repository's files instead of the sample's. */
  readonly files?: Readonly<Record<string, string>>;
  readonly plan?: Plan;
  readonly kind?: Task['kind'];
}

/** A repository on a server (the sample, unless files are given), planned and approved. */
export async function createRig(input: RigInput = {}): Promise<Rig> {
  const { place, url, person } = createServer({ '.gitkeep': '' });
  if (input.files) writeFiles(person, input.files);
  else cpSync(SAMPLE, person, { recursive: true });
  const change = aChange({ repo: REPO });
  commitAll(person, 'Sample');
  git(person, 'push', '--quiet', 'origin', 'main');
  git(person, 'checkout', '--quiet', '-b', change.branch);
  writeFiles(person, { 'PLAN.md': '# The plan as people read it\n' });
  commitAll(person, 'docs: plan');
  git(person, 'push', '--quiet', 'origin', change.branch);
  const store = memoryTaskStore(testClock(), [
    aTask({ changes: [change], status: 'executing', kind: input.kind ?? 'change' }),
    aTask({ id: RETRY_ID, retryOf: TASK_ID, changes: [change], status: 'executing' }),
  ]);
  const put = (step: string, result: StepResult): void => store.putResult({ taskId: TASK_ID, runId: RUN_ID, step }, result);
  put('plan-1', { type: 'plan', plan: input.plan ?? samplePlan(), planUrl: 'https://git.example/plan', changes: [change] });
  const readied: Readied[] = [];
  const threads: ReviewThread[] = [];
  return {
    place,
    url,
    person,
    change,
    store,
    readied,
    threads,
    put,
    workspaces: openWorkspaces({ root: join(place, 'work'), sandbox, path: process.env['PATH'] ?? '' }),
    repos: {
      readRepository: async (name) => ({ name, description: '', defaultBranch: 'main', topics: [], cloneUrl: url }),
      readAccess: async () => ({
        permissions: { contents: 'write', pull_requests: 'write', checks: 'read' },
        archived: false,
        pullRequest: 'open',
      }),
      gitToken: async () => 'token',
      readyPullRequest: async ({ repo }, content) => {
        readied.push({ repo, ...content });
      },
      readPullRequest: async () => ({
        change,
        title: 'Shipping',
        body: '',
        state: 'open',
        fromFork: false,
        labels: [],
        draft: false,
      }),
      listReviewThreads: async () => threads,
      replyToThread: async ({ threadId }, _marker, text) => {
        const thread = threads.find(({ id }) => id === threadId);
        if (thread) threads.splice(threads.indexOf(thread), 1, withReply(thread, text));
      },
      readPermission: async (_repo, login) => (login === 'wren' ? 'write' : 'read'),
    },
    context: (step, script, more) => toContext(store, step, script, more),
  };
}

function withReply(thread: ReviewThread, body: string): ReviewThread {
  const reply = { id: (thread.comments.at(-1)?.id ?? 0) + 1_000, author: 'stepwright', byBot: true, body };
  return { ...thread, comments: [...thread.comments, reply] };
}

function commitAll(person: string, message: string): void {
  git(person, 'add', '--all');
  git(person, 'commit', '--quiet', '--message', message);
}

function toContext(store: MemoryTaskStore, step: string, script: Script, more: Partial<AgentContext> = {}) {
  const agent: AgentName = step.startsWith('diagnose') ? 'ci-monitor' : 'execution';
  const task = aTask();
  const progress = (message: string): Promise<void> =>
    store.appendEvents(TASK_ID, [{ type: 'agent.progressed', step, agent, message }]);
  return {
    invocation: {
      taskId: TASK_ID,
      runId: RUN_ID,
      step,
      agent,
      round: Number(step.split('-')[1] ?? 1),
      taskToken: 'task-token',
      heartbeatSeconds: 60,
      timeoutSeconds: 600,
    },
    task,
    resumed: false,
    signal: new AbortController().signal,
    store,
    modelId: 'scripted',
    budget: openBudget({ store, task, step, modelId: 'scripted', tell: progress }),
    pause: async () => undefined,
    progress,
    transcript: { note: () => undefined },
    ...more,
    model: new ScriptedModel(script),
  };
}
