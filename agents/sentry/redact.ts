import { visibleText } from '#domain/visible-text.ts';
import { withoutSecrets } from '#domain/without-secrets.ts';

/** What tells who somebody is or lets one act as them, where it stands in an error's text; the first match names it. */
const PERSONAL: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/[\w.+%-]+(@|%40)[\w-]+(\.[\w-]+)+/gi, '[e-mail]'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b(?!\.\d)/g, '[ip]'],
  [/\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b/gi, '[ip]'],
  // Card and account numbers.
  [/\b\d(?:[ -]?\d){12,18}\b/g, '[number]'],
  [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g, '[number]'],
];

/** `password=…`, `"token": "…"`, `Cookie: …` and their kin: the name stays, the value goes. */
const NAMED =
  /(["']?(?:[\w-]*(?:pass(?:word|wd|phrase)?|secret|token|api[-_]?key|apikey|auth(?:orization)?|credential|session(?:[-_]?id)?|csrf|cookie|sid)[\w-]*)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|(?:(?:bearer|basic)\s+)?[^\s&;,"'<>)}\]]+(?:;\s*[\w-]+=[^\s;]+)*)/gi;

/** `user:password@` of an address. */
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;

/** Takes credentials and what tells who somebody is out of an error's text, and what people cannot see. */
export function redact(text: string): string {
  const bare = withoutSecrets(visibleText(text).replace(USER_INFO, '$1[secret]@').replace(NAMED, '$1[secret]'));
  return PERSONAL.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), bare);
}
