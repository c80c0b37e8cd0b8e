import { Command } from 'commander';
import type { ApiRequest } from './api.ts';
import { type AskOptions, type Tell, withApi } from './ask.ts';
import { readNumber } from './read-number.ts';
import { command, pathOf } from './task-commands.ts';

/** What a task is told in words: what follows its id, and the field of the body that it goes into. */
const IN_WORDS = [
  { name: 'reject', words: '[why...]', field: 'reason', path: '/reject', does: 'Reject the plan, which ends the task.' },
  { name: 'changes', words: '<text...>', field: 'feedback', path: '/request-changes', does: 'Have the plan revised.' },
  { name: 'answer', words: '<text...>', field: 'text', path: '/answer', does: 'Answer the question that the task waits for.' },
  { name: 'nudge', words: '<text...>', field: 'text', path: '/nudge', does: 'Give a running task an instruction.' },
] as const;

type RetryOptions = AskOptions & { readonly turns?: number; readonly budget?: number; readonly key?: string };

/** `approve`, `reject`, `changes`, `answer`, `nudge`, `cancel`, `retry`. */
export function toldCommands(tell: Tell): readonly Command[] {
  const say = (options: AskOptions, path: string, asked: ApiRequest): Promise<void> =>
    tell(options, (api) => command(api, path, asked));
  return [
    about('approve', 'Approve the plan that waits.')
      .option('--plan <number>', 'this plan and no later one', readNumber)
      .action((task: string, { plan, ...options }: AskOptions & { readonly plan?: number }) =>
        say(options, `${pathOf(task)}/approve`, { method: 'POST', body: { plan } }),
      ),
    ...IN_WORDS.map(({ name, words, field, path, does }) =>
      about(name, does)
        .argument(words)
        .action((task: string, text: string[], options: AskOptions) =>
          say(options, `${pathOf(task)}${path}`, { method: 'POST', body: { [field]: text.join(' ') } }),
        ),
    ),
    about('cancel', 'Stop a task for good.').action((task: string, options: AskOptions) =>
      say(options, pathOf(task), { method: 'DELETE' }),
    ),
    about('retry', 'Go on with an ended task where it stopped: a new task.')
      .option('--turns <number>', 'at most so many turns of the model', readNumber)
      .option('--budget <usd>', 'at most so many US dollars', readNumber)
      .option('--key <key>', 'an idempotency key: the same command again is the same task')
      .action((task: string, { turns, budget, key, ...options }: RetryOptions) =>
        say(options, `${pathOf(task)}/retry`, { method: 'POST', body: { max_turns: turns, max_budget_usd: budget }, key }),
      ),
  ];
}

function about(name: string, does: string): Command {
  return withApi(new Command(name)).description(does).argument('<task>', 'its id');
}
