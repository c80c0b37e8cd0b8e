import type { SourceNotice } from '#domain/decide-notices.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import type { Task } from '#domain/task.ts';
import type { NotifyDeps } from './notify-deps.ts';
import { readHistory } from './read-state.ts';
import { wordAccepted, wordOutcome, wordPlan, wordQuestion, wordReminder } from './words/source.ts';

/** What a source shows; a move is no text. */
export type SourceText = Exclude<SourceNotice, { kind: 'move' }>;

type Store = NotifyDeps['store'];

/** Where the person who asked is told: how the agent is addressed there. */
export interface Rendering {
  readonly store: Store;
  readonly handle: string;
}

/** Names the comment of a notice: the same name is the same comment, edited in place. */
export function markerOf(notice: SourceText, taskId: string): string {
  switch (notice.kind) {
    case 'question':
      return `${taskId}-question-${notice.n}`;
    case 'reminder':
      return `${taskId}-reminder-${notice.of}-${notice.n}`;
    case 'accepted':
    case 'plan':
    case 'outcome':
      return `${taskId}-${notice.kind}`;
  }
}

/** The present text (Markdown) for the person who asked; `undefined` when what it would say is over. */
export async function renderSource(
  notice: SourceText,
  taskId: string,
  { store, handle }: Rendering,
): Promise<string | undefined> {
  const task = await store.readTask(taskId);
  if (!task) return undefined;
  switch (notice.kind) {
    case 'accepted':
      return wordAccepted(task, handle);
    case 'outcome':
      return wordOutcome(task, await readHistory(taskId, store), handle);
    case 'plan':
      return renderPlan(task, { store, handle });
    case 'question': {
      const question = await store.readQuestion(taskId);
      // An older question than the newest keeps what its comment says.
      return question?.n === notice.n ? wordQuestion(question, handle) : undefined;
    }
    case 'reminder':
      return renderReminder(notice, task, { store, handle });
  }
}

async function renderPlan(task: Task, { store, handle }: Rendering): Promise<string | undefined> {
  const [result, approval] = [await store.readLatestResult(task.id, 'plan'), await store.readApproval(task.id)];
  return result && wordPlan({ task, result, approval, handle });
}

/** Nobody is reminded of what was decided, answered or ended meanwhile. */
async function renderReminder(
  { of, n }: Extract<SourceText, { kind: 'reminder' }>,
  task: Task,
  { store, handle }: Rendering,
): Promise<string | undefined> {
  if (isTerminal(task.status)) return undefined;
  if (of === 'approval') {
    const approval = await store.readApproval(task.id);
    return approval?.n === n && !approval.decision ? wordReminder({ approval }, handle) : undefined;
  }
  const question = await store.readQuestion(task.id);
  return question?.n === n && !question.answer ? wordReminder({ question }, handle) : undefined;
}
