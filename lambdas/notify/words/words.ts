import type { Status } from '#domain/lifecycle.ts';
import { linkTo, plain } from '#domain/markdown.ts';
import { CHANNEL_NAMES, type Person } from '#domain/person.ts';
import type { Task } from '#domain/task.ts';

export const usd = (amount: number): string => `$${amount.toFixed(2)}`;

/** `2026-11-21 13:25 UTC`. */
export const when = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

export const nameOf = ({ name, id }: Person): string => plain(name || id, 80);

export const nameWithChannel = (person: Person): string => `${nameOf(person)} (${CHANNEL_NAMES[person.channel]})`;

const STATUS_WORDS: Readonly<Record<Status, string>> = {
  submitted: '📥 Accepted',
  queued: '⏳ Queued',
  discovering: '🔎 Finding the repositories',
  planning: '📝 Planning',
  awaiting_approval: '✋ Waiting for approval',
  awaiting_answer: '❓ Waiting for an answer',
  executing: '🛠️ Making the change',
  awaiting_ci: '⏳ Waiting for CI',
  fixing: '🩹 Fixing CI',
  completed: '✅ Completed',
  rejected: '🚫 Rejected',
  failed: '❌ Failed',
  cancelled: '⏹️ Cancelled',
  timed_out: '⌛ Timed out',
};

export const wordStatus = (status: Status): string => STATUS_WORDS[status];

export const ticketLink = ({ ticket }: Task): string => linkTo(ticket.key, ticket.url);

export const pullRequestLinks = ({ changes }: Task): string[] =>
  changes.map(({ repo, prNumber, prUrl }) => linkTo(`${repo}#${prNumber}`, prUrl));

export const wordCost = ({ usage, limits }: Task): string => `${usd(usage.costUsd)} of ${usd(limits.maxBudgetUsd)}`;

/** `48 s`, `12 min`, `3 h 5 min`. */
export function wordDuration(fromIso: string, toIso: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(toIso) - Date.parse(fromIso)) / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
