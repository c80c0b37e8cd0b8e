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
  /** What the task did and why, from what it left on record. */
  | { readonly name: 'explain' }
  /** Review a pull request. */
  | { readonly name: 'review' }
  /** Look at the failed checks of a pull request and mend them. */
  | { readonly name: 'fix-ci' }
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
  explain: () => ({ name: 'explain' }),
  review: () => ({ name: 'review' }),
  help: () => ({ name: 'help' }),
};

/** As in `approve 2` or `approve plan 2`. */
const REVISION = /^(?:plan\s+)?#?([1-9]\d{0,3})[.!]?$/i;

function toApprove(rest: string): Command {
  const [, n] = REVISION.exec(rest) ?? [];
  return { name: 'approve', ...(n === undefined ? {} : { n: Number(n) }) };
}

/** Words that are a command only when nothing follows them: "stop using var" is an instruction. */
const ALONE = new Set(['approve', 'approved', 'lgtm', 'cancel', 'stop', 'retry', 'status', 'explain', 'review', 'help']);

const FIX_CI = /^[:,]?\s*fix[\s-]+(?:the\s+)?ci[\s.!]*$/i;

/** The first word, in lower case, and what follows it; empty when the text does not begin with a word. */
function splitWord(text: string): { readonly word: string; readonly rest: string } {
  const [, word = '', rest = ''] = /^[:,]?\s*([a-z]+)(?![\w-])[\s:,.!-]*([\s\S]*)$/i.exec(text) ?? [];
  return { word: word.toLowerCase(), rest };
}

/** Reads what follows the agent's handle; anything that is not a command word is free text. */
export function parseCommand(text: string): Command {
  const trimmed = text.trim();
  if (trimmed === '') return { name: 'help' };
  if (FIX_CI.test(trimmed)) return { name: 'fix-ci' };
  const { word, rest } = splitWord(trimmed);
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
 * (fenced or inline), in quoted lines, in HTML comments and in what a mail program adds below do not count; code that
 * follows the mention belongs to the text.
 */
export function findMention(comment: string, handle: string): string | undefined {
  const text = withoutHidden(withoutMailEnd(comment.replaceAll('\r\n', '\n').replace(QUOTED_LINE, '')));
  const escaped = handle.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const mention = new RegExp(String.raw`(?:^|[\s(])${escaped}(?![\w-])`, 'i');
  const match = mention.exec(maskCode(text));
  return match ? text.slice(match.index + match[0].length).trim() : undefined;
}

const QUOTED_LINE = /^[ \t]*>.*(?:\n|$)/gm;
/** From a fence to the one that closes it, or to the end. */
const FENCED_CODE = /^[ \t]*(`{3,}|~{3,})[\s\S]*?(?:^[ \t]*\1|$(?![\s\S]))/gm;
const INLINE_CODE = /(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g;
/** An HTML comment that nothing ends hides all that follows it. */
const HTML_COMMENT = /<!--[\s\S]*?(?:-->|$(?![\s\S]))/g;
/** How mail programs begin what they quote, on one line or on two, and what stands below the text (RFC 3676: `-- `). */
const MAIL_END = /^(?:On [^\n]{4,200}(?:\n[^\n]{0,100})? wrote:[ \t]*|-- )$/m;

function maskCode(text: string): string {
  return text.replace(FENCED_CODE, mask).replace(INLINE_CODE, mask);
}

/** As long as the code, so that a place in the masked text is the same place in the text. */
function mask(code: string): string {
  return '\0'.repeat(code.length);
}

function withoutMailEnd(text: string): string {
  const end = MAIL_END.exec(maskCode(text))?.index;
  return end === undefined ? text : text.slice(0, end);
}

function withoutHidden(text: string): string {
  const comments = [...maskCode(text).matchAll(HTML_COMMENT)];
  return comments
    .toReversed()
    .reduce((rest, { index, 0: comment }) => rest.slice(0, index) + rest.slice(index + comment.length), text);
}
