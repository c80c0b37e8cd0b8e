import type { CommandTarget } from '#domain/channel-event.ts';
import type { Command } from '#domain/command.ts';
import { toPullRequest, toRepoName, toTicketKey } from '#domain/ids.ts';
import { STATUSES } from '#domain/lifecycle.ts';
import { parseRaisedLimits } from '#domain/raised-limits.ts';
import { isWord, suggestWord, tellUsage, USAGES, usageOf, type Word } from './usages.ts';

type Problem = { readonly problem: string };

/** What was typed after `/agent`: a command, a wish for help that needs nothing else, or why it cannot be understood. */
export type SlashCommand = { readonly command: Command; readonly target?: CommandTarget } | { readonly help: string } | Problem;

const LOG_LINES = { usual: 10, most: 50 } as const;

/** Commands about one task, by their word; each is given what follows the task. */
const ABOUT_A_TASK = {
  status: () => ({ name: 'status' }),
  approve: () => ({ name: 'approve' }),
  reject: (reason) => ({ name: 'reject', reason }),
  changes: (feedback) => (feedback === '' ? missing('changes') : { name: 'request-changes', feedback }),
  answer: (text) => (text === '' ? missing('answer') : { name: 'say', text }),
  retry: (rest) => toRetry(rest),
  cancel: () => ({ name: 'cancel' }),
  logs: (rest) => toLogs(rest),
} as const satisfies Partial<Record<Word, (rest: string) => Command | Problem>>;

/** Reads `/agent <word> …`; `url` is where it was typed. */
export function toCommand(text: string, url = ''): SlashCommand {
  const { word, rest } = splitWord(text.trim());
  const name = word.toLowerCase();
  if (name === '') return { help: tellUsage() };
  if (!isWord(name)) return unknown(word, rest);
  if (name === 'help') return toHelp(rest);
  if (rest === 'help' || rest === '--help') return { help: tellUsage(name) };
  if (name === 'list') return toList(rest);
  return name === 'start' ? toStart(rest, url) : aboutTask(name, rest);
}

function aboutTask(name: keyof typeof ABOUT_A_TASK, rest: string): SlashCommand {
  const { word: ref, rest: tail } = splitWord(rest);
  if (ref === '') return { problem: `Which task? \`${usageOf(name)}\`, with its id, its ticket or its pull request.` };
  const command: Command | Problem = ABOUT_A_TASK[name](tail);
  return 'problem' in command ? command : { command, target: toTarget(ref) };
}

/** A ticket's key, a pull request or, for anything else, a task's id, which is checked where it is looked up. */
function toTarget(ref: string): CommandTarget {
  const plain = plainRef(ref);
  const ticketKey = toTicketKey(plain);
  if (ticketKey !== undefined) return { ticketKey };
  const pullRequest = toPullRequest(plain);
  return pullRequest === undefined ? { taskId: plain } : { place: { ...pullRequest, kind: 'pull-request' } };
}

/** Without the marks that Slack or people put around it: `<https://…|label>`, backticks. */
function plainRef(ref: string): string {
  return ref.replace(/^[`<]+|[`>]+$/g, '').replace(/\|.*$/, '');
}

function toStart(rest: string, url: string): SlashCommand {
  const { word, rest: text } = splitWord(rest);
  if (word === '') return missing('start');
  const repo = toRepoName(plainRef(word));
  if (repo === undefined) {
    return { problem: `\`${clean(word)}\` is no repository: write it as owner/name.\n${tellUsage('start')}` };
  }
  if (text === '') return { problem: `What is to be done in \`${repo}\`?\n${tellUsage('start')}` };
  return { command: { name: 'start', repo, text, url } };
}

function toHelp(rest: string): SlashCommand {
  const wanted = rest.toLowerCase().replace(/^\/?agent\s+/, '');
  if (wanted === '') return { help: tellUsage() };
  return isWord(wanted) ? { help: tellUsage(wanted) } : unknown(wanted, '', 'help ');
}

function toList(rest: string): SlashCommand {
  const wanted = rest.toLowerCase().replaceAll(/[\s-]+/g, '_');
  if (wanted === '') return { command: { name: 'list' } };
  const status = STATUSES.find((candidate) => candidate === wanted);
  return status ? { command: { name: 'list', status } } : { problem: `\`${clean(rest)}\` is no status: ${STATUSES.join(', ')}.` };
}

function toLogs(rest: string): Command | Problem {
  if (rest === '') return { name: 'logs', limit: LOG_LINES.usual };
  if (!/^[1-9]\d{0,4}$/.test(rest)) return missing('logs');
  return { name: 'logs', limit: Math.min(Number(rest), LOG_LINES.most) };
}

function toRetry(rest: string): Command | Problem {
  if (rest === '') return { name: 'retry' };
  const limits = parseRaisedLimits(rest);
  return limits ? { name: 'retry', limits } : missing('retry');
}

function missing(word: Word): Problem {
  return { problem: `That is written \`${usageOf(word)}\`, for example \`/agent ${USAGES[word].example}\`.` };
}

/** Says what may have been meant. */
function unknown(word: string, rest: string, before = ''): Problem {
  const said = `I do not know \`${clean(before + word)}\`.`;
  const meant = suggestWord(word) ?? (isReference(word) ? 'status' : undefined);
  if (meant === undefined) return { problem: `${said} Try \`/agent help\`, or mention me and ask in your own words.` };
  const tail = isReference(word) ? word : rest;
  return { problem: `${said} Did you mean \`/agent ${clean(`${before}${meant} ${tail}`.trim(), 200)}\`?` };
}

function isReference(word: string): boolean {
  const target = toTarget(word);
  return !('taskId' in target) || /^task_/i.test(target.taskId);
}

function splitWord(text: string): { word: string; rest: string } {
  const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  return { word, rest: rest.trim() };
}

function clean(text: string, max = 60): string {
  return text.replaceAll('`', '').slice(0, max);
}
