import { Command } from 'commander';
import type { ApiRequest, CallApi } from './api.ts';
import { type AskOptions, type Asked, type Tell, withApi } from './ask.ts';
import { readNumber } from './read-number.ts';
import { renderEvents, renderTask, renderTasks, renderTold } from './render.ts';
import { untilEnded } from './until-ended.ts';

/** `start`, `status`, `list`, `events`. */
export function taskCommands(tell: Tell): readonly Command[] {
  return [startCommand(tell), statusCommand(tell), listCommand(tell), eventsCommand(tell)];
}

type StartOptions = AskOptions & {
  readonly issue?: number;
  readonly pr?: number;
  readonly review?: boolean;
  readonly turns?: number;
  readonly budget?: number;
  readonly key?: string;
  readonly wait?: boolean;
};

function startCommand(tell: Tell): Command {
  return withApi(new Command('start'))
    .description('Start a task on a repository.')
    .argument('<repo>', 'owner/name')
    .argument('[text...]', 'what is to be done; or name an issue or a pull request')
    .option('--issue <number>', 'work on this issue', readNumber)
    .option('--pr <number>', 'work on the review of this pull request', readNumber)
    .option('--review', 'with --pr: review it instead')
    .option('--turns <number>', 'at most so many turns of the model', readNumber)
    .option('--budget <usd>', 'at most so many US dollars', readNumber)
    .option('--key <key>', 'an idempotency key: the same command again is the same task')
    .option('--wait', 'until the task has ended')
    .action((repo: string, text: string[], options: StartOptions) =>
      tell(options, async (api) => {
        const answer = await api('/tasks', { method: 'POST', body: toNewTask(repo, text, options), key: options.key });
        return options.wait ? untilEnded(answer, api) : { answer, render: renderTask };
      }),
    );
}

function toNewTask(repo: string, text: readonly string[], { issue, pr, review, turns, budget }: StartOptions): object {
  return {
    repo,
    task_description: text.length === 0 ? undefined : text.join(' '),
    issue_number: issue,
    pr_number: pr,
    task_type: pr === undefined ? undefined : review ? 'pr_review' : 'pr_iteration',
    max_turns: turns,
    max_budget_usd: budget,
  };
}

function statusCommand(tell: Tell): Command {
  return withApi(new Command('status'))
    .description('Show a task.')
    .argument('<task>', 'its id')
    .option('--wait', 'until the task has ended')
    .action((task: string, options: AskOptions & { readonly wait?: boolean }) =>
      tell(options, async (api) => {
        const answer = await api(pathOf(task));
        return options.wait ? untilEnded(answer, api) : { answer, render: renderTask };
      }),
    );
}

type PageOptions = AskOptions & { readonly limit?: string; readonly next?: string };

function listCommand(tell: Tell): Command {
  return withApi(new Command('list'))
    .description('List your tasks, newest first.')
    .option('--status <list>', 'of these statuses, separated by commas')
    .option('--repo <repo>', 'of this repository')
    .option('--limit <number>', 'how many')
    .option('--next <token>', 'go on where the last page ended')
    .action(({ status, repo, limit, next, ...options }: PageOptions & { readonly status?: string; readonly repo?: string }) =>
      tell(options, async (api) => {
        const answer = await api('/tasks', { query: { status, repo, limit, next_token: next } });
        return { answer, render: renderTasks };
      }),
    );
}

function eventsCommand(tell: Tell): Command {
  return withApi(new Command('events'))
    .description('List what happened to a task, oldest first.')
    .argument('<task>', 'its id')
    .option('--limit <number>', 'how many', '100')
    .option('--next <token>', 'go on where the last page ended')
    .action((task: string, { limit, next, ...options }: PageOptions) =>
      tell(options, async (api) => {
        const answer = await api(`${pathOf(task)}/events`, { query: { limit, next_token: next } });
        return { answer, render: renderEvents };
      }),
    );
}

/** The path of a task; an id is checked by the API. */
export function pathOf(task: string): string {
  return `/tasks/${encodeURIComponent(task)}`;
}

/** Tells a task something. */
export async function command(api: CallApi, path: string, asked: ApiRequest): Promise<Asked> {
  return { answer: await api(path, asked), render: renderTold };
}
