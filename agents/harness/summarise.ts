import { visibleText } from '#domain/visible-text.ts';

const MAX_VALUE = 80;
const MAX_SUMMARY = 160;

/** Shapes of well-known credentials: GitHub, Slack, AWS, Anthropic/OpenAI keys, JWTs, bearer headers, PEM blocks. */
const SECRET =
  /\b(gh[pousr]_\w{16,}|github_pat_\w{16,}|xox[a-z]-[\w-]{8,}|(?:AKIA|ASIA)[A-Z0-9]{16}|sk-[\w-]{16,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)|(bearer|basic)\s+[\w.+/=-]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY[\s\S]*/gi;

/** Takes the well-known shapes of credentials out of a text. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRET, '[secret]');
}

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
