import type { Command } from './command.ts';
import type { Person } from './person.ts';
import type { Ticket } from './ticket.ts';

const MAX_SUMMARY = 120;

/**
 * Work that a person asked for in so many words, as a ticket. Its key, for example `SLACK-483920175`, is made of what it
 * is about: without that the repository and the words, so that the same words twice are one subject.
 */
export function toStartedTicket(
  { repo, text, url }: Pick<Extract<Command, { name: 'start' }>, 'repo' | 'text' | 'url'>,
  channel: Person['channel'],
  about: string = `${repo} ${text.replaceAll(/\s+/g, ' ').trim()}`.toLowerCase(),
): Ticket {
  const [first = ''] = text.trim().split('\n');
  return {
    key: `${channel.toUpperCase()}-${numberOf(about)}`,
    url,
    summary: first.length > MAX_SUMMARY ? `${first.slice(0, MAX_SUMMARY).toWellFormed()}…` : first,
    description: text.trim(),
    labels: [],
    priority: 'Medium',
    repo,
  };
}

/** FNV-1a, 64 bit, as nine digits: a name for a text, and no secret. */
function numberOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return String(100_000_000n + (hash % 900_000_000n));
}
