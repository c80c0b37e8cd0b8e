import type { Status } from '#domain/lifecycle.ts';
import { CHANNEL_NAMES, type Person } from '#domain/person.ts';
import type { Task } from '#domain/task.ts';
import { visibleText } from '#domain/visible-text.ts';

/** Outside text within a line of Markdown: no line breaks, no formatting but `code`, no links, and mentions that ping nobody. */
export function plain(text: string, max = 300): string {
  const line = visibleText(text).replaceAll(/\s+/g, ' ').trim();
  const cut = line.length > max ? `${line.slice(0, max).toWellFormed()}…` : line;
  return cut
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : inert(part)))
    .join('');
}

/** Code is inert by itself; all else is escaped. */
function inert(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`).replaceAll('@', '@\u200b');
}

/** Outside text of several lines as a quote. */
export function quote(text: string, max = 1_500): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return cut
    .trim()
    .split('\n')
    .map((line) => `> ${plain(line, max)}`)
    .join('\n');
}

/** Log lines as a code block that they cannot leave. */
export function code(text: string, max = 1_500): string {
  const end = text.trim();
  const cut = end.length > max ? `…${end.slice(-max)}` : end;
  return `\`\`\`\n${visibleText(cut).replaceAll('```', "'''")}\n\`\`\``;
}

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

export const ticketLink = ({ ticket }: Task): string =>
  /^https?:\/\/[^\s)]+$/.test(ticket.url) ? `[${plain(ticket.key)}](${ticket.url})` : plain(ticket.key);

export const pullRequestLinks = ({ changes }: Task): string[] =>
  changes.map(({ repo, prNumber, prUrl }) => `[${plain(repo)}#${prNumber}](${prUrl})`);

export const wordCost = ({ usage, limits }: Task): string => `${usd(usage.costUsd)} of ${usd(limits.maxBudgetUsd)}`;

/** `48 s`, `12 min`, `3 h 5 min`. */
export function wordDuration(fromIso: string, toIso: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(toIso) - Date.parse(fromIso)) / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
