import type { ErrorLevel } from '#domain/error-group.ts';
import type { ErrorEvent, ErrorGroup } from '#ports/error-tracker.ts';
import type { Writing } from './contract.ts';
import { redact } from './redact.ts';
import { toTrace } from './render-trace.ts';

export interface TicketFacts {
  readonly group: ErrorGroup;
  readonly event: ErrorEvent;
  readonly writing: Writing;
  /** The ticket that the group had before. */
  readonly previous?: string | undefined;
  readonly reference: string;
}

/** Labels of every ticket from Sentry, besides the one that starts the work. */
export const SENTRY_LABEL = 'sentry-auto';

/** Product T2. */
export function priorityOf(level: ErrorLevel): 'High' | 'Medium' {
  return level === 'fatal' || level === 'error' ? 'High' : 'Medium';
}

/** A ticket's text: the facts from Sentry, what the model made of them, and the reference by which it is found again. */
export function renderTicket({ group, event, writing, previous, reference }: TicketFacts): string {
  const sections = [
    ...(previous === undefined ? [] : [renderPrevious(group, previous)]),
    renderFacts(group, event),
    `## Analysis\n\n${redact(writing.analysis)}`,
    `## How to reproduce it\n\n${redact(writing.reproduction)}`,
    `## Stack trace\n\n${block(toTrace(event))}`,
    `Written from Sentry by Stepwright; the analysis is a model’s and may be wrong. Reference: ${reference}`,
  ];
  return sections.join('\n\n');
}

/** What is said on a ticket that is still open when its error comes back. */
export function renderRegression(group: ErrorGroup): string {
  return [
    '**The error is back.** It was resolved in Sentry and has been seen again.',
    renderCounts(group),
    `[Open it in Sentry](${group.url})`,
  ].join('\n\n');
}

function renderPrevious({ isRegressed, regressedAt }: ErrorGroup, previous: string): string {
  if (!isRegressed) return `The same error had the ticket ${previous} before.`;
  return `**A regression of ${previous}**: the error was resolved and was seen again${regressedAt ? ` on ${when(regressedAt)}` : ''}.`;
}

function renderFacts(group: ErrorGroup, event: ErrorEvent): string {
  const [thrown] = event.exceptions;
  const tag = (name: string): string | undefined => event.tags.find(({ key }) => key === name)?.value;
  const rows: readonly (readonly [name: string, value: string | undefined])[] = [
    ['Error', code(thrown?.value || event.message || group.title)],
    ['Type', code(thrown?.type || 'message')],
    ['Level', group.level],
    ['Where', group.culprit && code(group.culprit)],
    ['Project', code(group.project)],
    ['Platform', group.platform],
    ['Release', event.release && code(event.release)],
    ['Environment', event.environment && code(event.environment)],
    ['Browser', tag('browser')],
    ['Runtime', tag('runtime')],
  ];
  const told = rows.filter(([, value]) => value).map(([name, value]) => `- **${name}**: ${value}`);
  return [...told, renderCounts(group), `- **Sentry**: [${group.shortId}](${group.url})`].join('\n');
}

function renderCounts({ events, totalEvents, users, firstSeen, lastSeen }: ErrorGroup): string {
  return [
    `- **Events**: ${events} in 24 hours, ${totalEvents} in all`,
    `- **Users**: ${users}`,
    `- **First seen**: ${when(firstSeen)}`,
    `- **Last seen**: ${when(lastSeen)}`,
  ].join('\n');
}

/** `2026-11-21 13:25 UTC`. */
function when(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Outside text as code on one line, which it cannot leave. */
function code(text: string): string {
  const line = redact(text).replaceAll(/\s+/g, ' ').replaceAll('`', "'").trim();
  return `\`${line.length > 500 ? `${line.slice(0, 500).toWellFormed()}…` : line}\``;
}

function block(text: string): string {
  return `\`\`\`\n${redact(text).replaceAll(/```|~~~/g, "'''")}\n\`\`\``;
}
