import { visibleText } from '#domain/visible-text.ts';
import type { Done } from './contract.ts';
import type { Item } from './job.ts';
import { PROMPT_VERSION } from './prompts.ts';

const MAX_SUBJECT = 72;

/** Begins the paragraph that lists the decisions; written so that git does not take it for a trailer. */
const DECIDED = 'What was decided:';

/** What a commit of ours says was done: the branch is the agent's memory over restarts. */
export interface DoneItem extends Done {
  readonly id: string;
  readonly taskId: string | undefined;
  readonly attempts: number;
  readonly commit: string;
}

/** A conventional commit whose body carries the summary and the decisions. */
export function toCommitMessage(item: Pick<Item, 'commitType' | 'title'>, { summary, decisions }: Done): string {
  const decided = decisions.length > 0 ? [[DECIDED, ...decisions.map((decision) => `- ${oneLine(decision)}`)].join('\n')] : [];
  return [toSubject(item.commitType, item.title), oneLine(summary), ...decided].join('\n\n');
}

/** A conventional commit's first line, cut at a word. */
export function toSubject(type: string, title: string): string {
  const line = `${type}: ${lowerFirst(oneLine(title))}`.replace(/\.$/, '');
  if (line.length <= MAX_SUBJECT) return line;
  return `${line.slice(0, MAX_SUBJECT - 2).replace(/\s+\S*$/, '')} …`;
}

/** The trailers of a commit of ours; with an item they say that this item is done. */
export function toTrailers(taskId: string, item?: { id: string; attempts: number }): Record<string, string> {
  const done = item === undefined ? {} : { 'Plan-Task': item.id, Attempts: String(item.attempts) };
  return { 'Task-Id': taskId, ...done, 'Prompt-Version': PROMPT_VERSION };
}

/** The items that the commits of a branch say are done, in their order. */
export function readDoneItems(log: readonly { readonly sha: string; readonly message: string }[]): DoneItem[] {
  return log.flatMap(({ sha, message }) => {
    const id = trailerOf(message, 'Plan-Task');
    if (id === undefined) return [];
    const paragraphs = message.split(/\n\n+/).slice(1, -1);
    const [decided = ''] = paragraphs.filter((text) => text.startsWith(DECIDED));
    const decisions = decided.split('\n').flatMap((line) => (line.startsWith('- ') ? [line.slice(2)] : []));
    const summary = paragraphs.filter((text) => text !== decided).join(' ');
    return [
      {
        id,
        taskId: trailerOf(message, 'Task-Id'),
        attempts: Number(trailerOf(message, 'Attempts') ?? 1),
        commit: sha,
        summary,
        decisions,
      },
    ];
  });
}

/** True for a commit of ours, finished or not. */
export function isOurs(message: string): boolean {
  return trailerOf(message, 'Task-Id') !== undefined && trailerOf(message, 'Prompt-Version') !== undefined;
}

function trailerOf(message: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.+)$`, 'm').exec(message)?.[1]?.trim();
}

function oneLine(text: string): string {
  return visibleText(text).replace(/\s+/g, ' ').trim();
}

/** Leaves names such as `README` and `EU` as they are. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
