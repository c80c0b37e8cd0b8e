const NAME = String.raw`@?[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)?`;
/** Where a word alone is a name: imported, with a version, or written as code and nothing else. */
const MARKED = [
  new RegExp(String.raw`\b(?:require|from|import)\s*\(?\s*['"](${NAME})`, 'g'),
  new RegExp(String.raw`\b(?:npm|pnpm|yarn|pip|cargo|go)\s+(?:i|install|add|get)\s+(${NAME})`, 'g'),
  new RegExp(String.raw`(${NAME})@[\^~]?\d`, 'g'),
  new RegExp(String.raw`\b(?:node_modules|site-packages|github\.com)\/(${NAME})`, 'g'),
  new RegExp('`(' + NAME + ')`', 'g'),
];
/** Words that only names have: of several parts. */
const COMPOUND = /@?[A-Za-z0-9]\w*(?:[-./][A-Za-z0-9]\w*)+/g;

const MAX_TEXT = 50_000;

/** What a text may mention repositories and packages by, in small letters: with and without its owner or folder. */
export function namesIn(words: string): Set<string> {
  // Endless words are no names, and would be tried from each of their letters on.
  const text = words.slice(0, MAX_TEXT).replace(/\S{200,}/g, ' ');
  const marked = MARKED.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name));
  const found = [...marked, ...(text.match(COMPOUND) ?? [])].map((name) => name.toLowerCase().replace(/[.]+$/, ''));
  return new Set(found.flatMap((name) => [name, ...(name.startsWith('@') ? [] : name.split('/').slice(0, 1))]));
}
