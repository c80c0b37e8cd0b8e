import type { ErrorEvent, StackFrame } from '#ports/error-tracker.ts';
import { exceptionsOf, type SentryEvent, type SentryFrame } from './schema.ts';

/** Tags that say where an error happens; others may carry who it happened to. */
const TAGS = new Set(['browser', 'os', 'runtime', 'device', 'handled', 'mechanism', 'transaction', 'server_name', 'url']);

/** Only those tags that a ticket may show; addresses lose their query, where tokens stand. */
export function toTags(tags: SentryEvent['tags']): ErrorEvent['tags'] {
  return tags
    .filter(({ key, value }) => TAGS.has(key) && value !== '')
    .map(({ key, value }) => ({ key, value: key === 'url' ? value.replace(/[?#].*$/s, '') : value }));
}

/** An event in our words, without everything about who it happened to. */
export function toEvent(event: SentryEvent): ErrorEvent {
  const tagOf = (name: string): string | undefined => event.tags.find(({ key }) => key === name)?.value || undefined;
  return {
    id: event.eventID,
    at: event.dateCreated,
    message: event.message || event.title,
    exceptions: exceptionsOf(event)
      .map(({ type, value, stacktrace }) => ({
        type,
        value,
        frames: (stacktrace?.frames ?? []).map(toFrame).toReversed(),
      }))
      .toReversed(),
    platform: event.platform,
    release: event.release?.version ?? tagOf('release'),
    environment: tagOf('environment'),
    tags: toTags(event.tags),
  };
}

function toFrame(frame: SentryFrame): StackFrame {
  const line = frame.lineNo ?? undefined;
  const code = frame.context?.find(([number]) => number === line)?.[1].trim();
  return {
    file: frame.filename || frame.module || frame.absPath || '?',
    function: frame.function || '?',
    line,
    inApp: frame.inApp === true,
    ...(code ? { code } : {}),
  };
}
