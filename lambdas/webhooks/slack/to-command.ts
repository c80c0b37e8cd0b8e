import type { CommandTarget } from '#domain/channel-event.ts';
import type { Command } from '#domain/command.ts';
import { toTicketKey } from '#domain/ids.ts';
import { STATUSES } from '#domain/lifecycle.ts';

/** What was typed after `/agent`, or why it cannot be understood. */
export type SlashCommand = { readonly command: Command; readonly target?: CommandTarget } | { readonly problem: string };

const LOG_LINES = { usual: 10, most: 50 } as const;

type Make = (rest: string) => Command | { readonly problem: string };

/** Commands about one task, by their word; each is given what follows the task. */
const ABOUT_A_TASK: Readonly<Record<string, Make>> = {
  status: () => ({ name: 'status' }),
  approve: () => ({ name: 'approve' }),
  reject: (reason) => ({ name: 'reject', reason }),
  changes: (feedback) => ({ name: 'request-changes', feedback }),
  answer: (text) => (text === '' ? { problem: 'Usage: `/agent answer <task> <text>`' } : { name: 'say', text }),
  retry: () => ({ name: 'retry' }),
  cancel: () => ({ name: 'cancel' }),
  logs: (rest) => toLogs(rest),
};

/** Reads `/agent <word> …`. */
export function toCommand(text: string): SlashCommand {
  const { word, rest } = splitWord(text.trim());
  const name = word.toLowerCase();
  if (name === '' || name === 'help') return { command: { name: 'help' } };
  if (name === 'list') return toList(rest);
  const make = Object.hasOwn(ABOUT_A_TASK, name) ? ABOUT_A_TASK[name] : undefined;
  if (make === undefined) return { problem: `I do not know \`${clean(word)}\`. Try \`/agent help\`.` };
  const { word: ref, rest: tail } = splitWord(rest);
  if (ref === '') return { problem: `Which task? \`/agent ${name} <task>\`, with its id or its ticket.` };
  const command = make(tail);
  return 'problem' in command ? command : { command, target: toTarget(ref) };
}

/** A ticket's key or, for anything else, a task's id, which is checked where it is looked up. */
function toTarget(ref: string): CommandTarget {
  const plain = ref.replace(/^[`<]+|[`>]+$/g, '');
  const ticketKey = toTicketKey(plain);
  return ticketKey === undefined ? { taskId: plain } : { ticketKey };
}

function toList(rest: string): SlashCommand {
  const wanted = rest.toLowerCase();
  if (wanted === '') return { command: { name: 'list' } };
  const status = STATUSES.find((candidate) => candidate === wanted);
  return status ? { command: { name: 'list', status } } : { problem: `\`${clean(rest)}\` is no status: ${STATUSES.join(', ')}.` };
}

function toLogs(rest: string): Command | { readonly problem: string } {
  if (rest === '') return { name: 'logs', limit: LOG_LINES.usual };
  if (!/^[1-9]\d{0,4}$/.test(rest)) return { problem: 'Usage: `/agent logs <task> [lines]`' };
  return { name: 'logs', limit: Math.min(Number(rest), LOG_LINES.most) };
}

function splitWord(text: string): { word: string; rest: string } {
  const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  return { word, rest: rest.trim() };
}

function clean(text: string): string {
  return text.replaceAll('`', '').slice(0, 60);
}
