import type { AgentContext } from '#agents/harness/agent.ts';
import { pathsIn } from '#domain/decide-scope.ts';
import { InputError } from '#domain/errors.ts';
import { isHeard } from '#domain/heard.ts';
import { placeOfChange } from '#domain/place.ts';
import type { Plan } from '#domain/plan.ts';
import type { ReviewThread } from '#domain/pull-request.ts';
import type { Change, Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { ExecutionDeps } from './contract.ts';
import { feedbackPrompt } from './feedback-prompt.ts';
import type { Item } from './job.ts';

/** What people want of a pull request, as work. */
export interface Feedback {
  readonly change: Change;
  readonly items: readonly Item[];
  /** Files that people name. */
  readonly named: readonly string[];
}

/**
 * Reads the pull request as it is now, its open review threads, and what people said to the task. Only what people say who
 * may command is work; whatever else stands there is left alone. @throws InputError `PR_NOT_FOUND_OR_CLOSED`
 */
export async function readFeedback(task: Task, context: AgentContext, deps: ExecutionDeps): Promise<Feedback> {
  const [known] = task.changes;
  const place = known && placeOfChange(known);
  const pull = place && (await deps.repos.readPullRequest(place));
  if (!place || pull?.state !== 'open') {
    const remedy = 'Open the pull request again, then retry the task.';
    throw new InputError(`${task.ticket.key} is not open any more.`, { code: 'PR_NOT_FOUND_OR_CLOSED', remedy });
  }
  const said = await readSaid(task, context);
  const named = new Set(said.flatMap(({ fact }) => fact.place?.threadId ?? []));
  const threads: ReviewThread[] = [];
  for (const thread of await deps.repos.listReviewThreads(place)) {
    const asked = await isAsked(thread, place.repo, deps);
    if (asked || (named.has(thread.id) && isUnanswered(thread))) threads.push(thread);
  }
  const general = said.filter(({ fact }) => fact.place?.threadId === undefined);
  const items = [...threads.map((thread) => toThreadItem(thread, task, place.repo)), ...toGeneralItem(general, task, place.repo)];
  const texts = [
    ...threads.flatMap(({ path, comments }) => [path, ...comments.map(({ body }) => body)]),
    ...general.map(({ fact }) => fact.text),
  ];
  return { change: pull.change, items, named: pathsIn(texts.join('\n')) };
}

/** An iteration is planned by nobody: what it is about stands for the plan. */
export function toPlan({ ticket }: Task, items: readonly Item[]): Plan {
  return {
    title: ticket.summary,
    summary: `Address the feedback on ${ticket.key}.`,
    scope: { in: items.map(({ title }) => title), out: ['Anything that nobody asked for.'] },
    architecture: { components: [], dataFlow: '', errorHandling: '', security: '' },
    tests: [],
    tasks: [],
    crossRepoSteps: [],
    estimateHours: 1,
    risk: { level: 'low', reason: 'feedback on a reviewed change' },
    rollback: 'Revert the commits.',
    confidence: 1,
  };
}

type Said = { readonly id: string; readonly fact: Extract<TaskFact, { type: 'instruction.given' }> };

/** Of this task and of those it retries, oldest first. */
async function readSaid({ id, retryOf }: Task, context: AgentContext): Promise<Said[]> {
  const before = retryOf === undefined ? undefined : await context.store.readTask(retryOf);
  const said = before ? await readSaid(before, context) : [];
  let cursor: string | undefined;
  do {
    const page = await context.store.listEvents(id, { limit: 100, cursor });
    for (const event of page.items) {
      if (event.fact.type === 'instruction.given') said.push({ id: event.id, fact: event.fact });
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return said;
}

function isUnanswered({ comments }: ReviewThread): boolean {
  return comments.at(-1)?.byBot === false;
}

/** By the rule that comments go by: whoever may not command is not heard in a thread either. */
async function isAsked(thread: ReviewThread, repo: string, { repos, allowed = [] }: ExecutionDeps): Promise<boolean> {
  const last = thread.comments.at(-1);
  if (thread.resolved || !last || last.byBot || last.author === '') return false;
  return isHeard(last.author, allowed, () => repos.readPermission(repo, last.author));
}

function toThreadItem(thread: ReviewThread, task: Task, repo: string): Item {
  const { id, path, line, comments } = thread;
  const where = line === undefined ? path : `${path}:${line}`;
  return {
    // A thread in which somebody answers again is work again.
    id: `thread-${id}-${comments.at(-1)?.id ?? id}`,
    repo,
    kind: 'code',
    title: `review of ${where}`,
    commitType: 'fix',
    mustChange: false,
    threadId: id,
    prompt: (attempt, failure) => feedbackPrompt({ task, thread, texts: [], attempt, failure }),
  };
}

function toGeneralItem(said: readonly Said[], task: Task, repo: string): Item[] {
  const last = said.at(-1);
  if (!last) return [];
  return [
    {
      id: `said-${last.id}`,
      repo,
      kind: 'code',
      title: 'address the feedback',
      commitType: 'fix',
      mustChange: false,
      prompt: (attempt, failure) => feedbackPrompt({ task, texts: said.map(({ fact }) => fact.text), attempt, failure }),
    },
  ];
}
