import { toFacts } from '#agents/discovery/repository-facts.ts';
import type { BenchRepository, BenchTicket } from './organisation.ts';

/** The ticket as somebody writes it who does not know what the repository is called: its name and its packages' are struck out. */
export function withoutNames(ticket: BenchTicket, repositories: readonly BenchRepository[]): BenchTicket {
  const names = repositories.filter(({ name }) => ticket.repositories.includes(name)).flatMap(namesOf);
  const any = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${names.map(escape).join('|')})(?![\p{L}\p{N}])`, 'giu');
  const strip = (text: string): string => text.replace(any, ' ');
  return { ...ticket, title: strip(ticket.title), body: strip(ticket.body) };
}

function namesOf({ name, files }: BenchRepository): string[] {
  const short = name.slice(name.indexOf('/') + 1);
  const { provides } = toFacts(name, new Map([...files].filter(([path]) => !path.includes('/'))));
  const all = [short, ...provides, ...provides.map((one) => one.slice(one.lastIndexOf('/') + 1))];
  const bare = all.map((one) => one.replace(/^node-|[.-]js$/g, ''));
  // The longest first, so that nothing of it is left.
  return [...new Set([...all, ...bare])].filter(Boolean).sort((a, b) => b.length - a.length);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
