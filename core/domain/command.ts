import type { Status } from './lifecycle.ts';
import { parseRaisedLimits, type RaisedLimits } from './raised-limits.ts';

/** What a person may tell Stepwright to do, whatever the channel. */
export type Command =
  /** `n` is the plan's revision, when the person says which. */
  | { readonly name: 'approve'; readonly n?: number }
  | { readonly name: 'reject'; readonly reason: string }
  | { readonly name: 'request-changes'; readonly feedback: string }
  | { readonly name: 'cancel' }
  | { readonly name: 'retry'; readonly limits?: RaisedLimits }
  | { readonly name: 'status' }
  | { readonly name: 'help' }
  /** The newest tasks of a status, or the live ones. */
  | { readonly name: 'list'; readonly status?: Status }
  /** The last events of a task. */
  | { readonly name: 'logs'; readonly limit: number }
  /** Work on a repository that no ticket asks for; `url` is where it was asked for, or empty. */
  | { readonly name: 'start'; readonly repo: string; readonly text: string; readonly url: string }
  /** Free text: an answer when a question is open, otherwise an instruction. */
  | { readonly name: 'say'; readonly text: string };

/** A command that decides an approval. */
export type DecisionCommand = Extract<Command, { name: 'approve' | 'reject' | 'request-changes' }>;

/** True for the commands that decide an approval: who gives them has to be known. */
export function isDecision(command: Command): command is DecisionCommand {
  return command.name === 'approve' || command.name === 'reject' || command.name === 'request-changes';
}

const WORDS: Readonly<Record<string, (rest: string) => Command>> = {
  approve: toApprove,
  approved: toApprove,
  lgtm: toApprove,
  reject: (reason) => ({ name: 'reject', reason }),
  change: (feedback) => ({ name: 'request-changes', feedback }),
  changes: (feedback) => ({ name: 'request-changes', feedback }),
  cancel: () => ({ name: 'cancel' }),
  stop: () => ({ name: 'cancel' }),
  retry: () => ({ name: 'retry' }),
  status: () => ({ name: 'status' }),
  help: () => ({ name: 'help' }),
};

/** As in `approve 2` or `approve plan 2`. */
const REVISION = /^(?:plan\s+)?#?([1-9]\d{0,3})[.!]?$/i;

function toApprove(rest: string): Command {
  const [, n] = REVISION.exec(rest) ?? [];
  return { name: 'approve', ...(n === undefined ? {} : { n: Number(n) }) };
}

/** Words that are a command only when nothing follows them: "stop using var" is an instruction. */
const ALONE = new Set(['approve', 'approved', 'lgtm', 'cancel', 'stop', 'retry', 'status', 'help']);

/** Reads what follows the agent's handle; anything that is not a command word is free text. */
export function parseCommand(text: string): Command {
  const trimmed = text.trim();
  if (trimmed === '') return { name: 'help' };
  const [, first = '', rest = ''] = /^([a-z]+)(?![\w-])[\s:,.!-]*([\s\S]*)$/i.exec(trimmed) ?? [];
  const word = first.toLowerCase();
  const make = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  const isCommand = make !== undefined && (standsAlone(word, rest) || !ALONE.has(word));
  return (isCommand ? make(rest) : toRetry(word, rest)) ?? { name: 'say', text: trimmed };
}

function standsAlone(word: string, rest: string): boolean {
  return rest === '' || (WORDS[word] === toApprove && REVISION.test(rest));
}

/** A retry with other limits; undefined when the rest says anything else. */
function toRetry(word: string, rest: string): Command | undefined {
  const limits = word === 'retry' ? parseRaisedLimits(rest) : undefined;
  return limits && { name: 'retry', limits };
}

/**
 * The text addressed to the agent in a comment (Markdown), or `undefined` when it is not mentioned. Mentions inside code
 * (fenced or inline) and in quoted lines do not count; code that follows the mention belongs to the text.
 */
export function findMention(comment: string, handle: string): string | undefined {
  const text = comment.replace(QUOTED_LINE, '');
  const escaped = handle.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const mention = new RegExp(String.raw`(?:^|[\s(])${escaped}(?![\w-])`, 'i');
  const match = mention.exec(text.replace(FENCED_CODE, mask).replace(INLINE_CODE, mask));
  return match ? text.slice(match.index + match[0].length).trim() : undefined;
}

const QUOTED_LINE = /^[ \t]*>.*(?:\n|$)/gm;
/** From a fence to the one that closes it, or to the end. */
const FENCED_CODE = /^[ \t]*(`{3,}|~{3,})[\s\S]*?(?:^[ \t]*\1|$(?![\s\S]))/gm;
const INLINE_CODE = /(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g;

/** As long as the code, so that a place in the masked text is the same place in the text. */
function mask(code: string): string {
  return '\0'.repeat(code.length);
}
