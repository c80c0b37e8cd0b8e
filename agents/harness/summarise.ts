import { visibleText } from '#domain/visible-text.ts';
import { withoutSecrets } from '#domain/without-secrets.ts';

const MAX_VALUE = 80;
const MAX_SUMMARY = 160;

/** Text that others wrote or ran, as one short line for the timeline: nothing hidden in it, and never a credential. */
export function toLine(text: string, length: number): string {
  return cut(withoutSecrets(visibleText(text)).replace(/\s+/g, ' ').trim(), length);
}

/** A tool call's arguments in one short line for the timeline: only their first words, and never a credential. */
export function summarise(args: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(args).map(([name, value]) => {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return `${name}: ${toLine(text, MAX_VALUE)}`;
  });
  const summary = parts.join(', ');
  return cut(summary, MAX_SUMMARY);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).replace(/…$/, '')}…` : text;
}
