import { runGit } from '#localise/checkout/run-git.ts';
import { classifyPath } from '#localise/source/classify-path.ts';
import type { TicketText } from '#localise/ticket/read-ticket.ts';

/** A commit seen as a ticket: what it says, the commit before it, and the source files there that it changed. */
export interface PastTicket {
  readonly commit: string;
  readonly parent: string;
  readonly ticket: TicketText;
  readonly gold: ReadonlySet<string>;
}

/** Larger changes are no one ticket's work. */
const MAX_GOLD = 8;
const CHORE =
  /^(?:(?:chore|style|ci|build|docs?|test|release|revert|merge)\b|bump|release|merge|revert|update (?:changelog|depend|lock)|v?\d+\.\d+|wip\b|lint|format|typo|generated)/i;

/** The commits that look like fixes or features, newest first, at most `limit`. */
export async function ticketsOf(directory: string, limit: number): Promise<PastTicket[]> {
  const args = [
    'log',
    '--no-merges',
    '--max-count=5000',
    '--format=%x01%x01%H%x02%P%x02%B%x02',
    '--name-status',
    '-z',
    '--no-renames',
    'HEAD',
  ];
  const records = (await runGit(directory, args)).toString('utf8').split('\u0001\u0001').slice(1);
  const tickets = records.flatMap((record) => toTicket(record) ?? []);
  return tickets.slice(0, limit);
}

function toTicket(record: string): PastTicket | undefined {
  const [commit = '', parent = '', message = '', changes = ''] = record.split('\u0002');
  const [title = '', ...body] = stripPaths(message.trim()).split('\n');
  const gold = changedSources(changes);
  if (!looksLikeWork(title) || !/^[0-9a-f]{40,64}$/.test(parent)) return undefined;
  if (gold.size === 0 || gold.size > MAX_GOLD) return undefined;
  return { commit, parent, ticket: { title, body: body.join('\n').trim() }, gold };
}

function looksLikeWork(title: string): boolean {
  return !CHORE.test(title) && title.split(' ').length >= 3;
}

/** Those that were there before: modified or deleted, not added. */
function changedSources(changes: string): Set<string> {
  const parts = changes.split('\0');
  const start = parts.findIndex((part) => part.trim() !== '');
  const gold = new Set<string>();
  for (let at = start; at >= 0 && at + 1 < parts.length; at += 2) {
    const path = parts[at + 1] ?? '';
    if (/^[MD]$/.test(parts[at]?.trim() ?? '') && classifyPath(path) === 'source') gold.add(path);
  }
  return gold;
}

/** A ticket seldom says where; what looks like a path or a file name goes. */
export function stripPaths(text: string): string {
  return text.replace(/[\w@.+~-]*(?:\/[\w@.+~-]+)+\/?/g, ' ').replace(/\b[\w-]+\.[a-z]{1,5}\b(?!\()/g, ' ');
}
