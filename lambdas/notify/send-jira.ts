import type { Notice } from '#domain/decide-notices.ts';
import type { Task } from '#domain/task.ts';
import type { About, JiraTarget, NotifyDeps } from './notify-deps.ts';
import { settle } from './settle.ts';
import { wordAccepted, wordOutcome, wordPlan, wordQuestion } from './words/ticket.ts';

type JiraNotice = Extract<Notice, { channel: 'jira' }>;

/** Comments on the ticket, each comment edited in place, and moves it. */
export async function sendJira(notice: JiraNotice, { task }: About, deps: NotifyDeps): Promise<void> {
  const { jira } = deps;
  if (!jira) return;
  const { key } = task.subject;
  // That the workflow of this project has no such status is no error.
  if (notice.kind === 'move') return void (await jira.tracker.moveTo(key, jira.statuses[notice.to]));
  const marker = notice.kind === 'question' ? `${task.id}-question-${notice.n}` : `${task.id}-${notice.kind}`;
  await settle(
    () => render(notice, task.id, { deps, jira }),
    (markdown) => jira.tracker.upsertComment(key, marker, markdown),
  );
}

interface Rendering {
  readonly deps: NotifyDeps;
  readonly jira: JiraTarget;
}

async function render(
  notice: Exclude<JiraNotice, { kind: 'move' }>,
  taskId: string,
  { deps: { store }, jira: { handle } }: Rendering,
): Promise<string | undefined> {
  const task = await store.readTask(taskId);
  if (!task) return undefined;
  switch (notice.kind) {
    case 'accepted':
      return wordAccepted(task, handle);
    case 'outcome':
      return wordOutcome(task, handle);
    case 'plan':
      return renderPlan(task, { store, handle });
    case 'question': {
      const question = await store.readQuestion(taskId);
      // An older question than the newest keeps what its comment says.
      return question?.n === notice.n ? wordQuestion(question, handle) : undefined;
    }
  }
}

async function renderPlan(
  task: Task,
  { store, handle }: { store: NotifyDeps['store']; handle: string },
): Promise<string | undefined> {
  const [result, approval] = [await store.readLatestResult(task.id, 'plan'), await store.readApproval(task.id)];
  return result && wordPlan({ task, result, approval, handle });
}
