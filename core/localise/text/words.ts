import { isStopWord } from './stop-words.ts';

const MAX_WORD = 64;
const IDENTIFIER = /[A-Za-z0-9_$\u00c0-\uffff]+/g;
/** Borders inside an identifier: camelCase, ACRONYMWord, letters and digits. */
const PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z\u00c0-\uffff]+|\d+/g;

/** The identifiers and words of a text, as they are written. */
export function identifiersOf(text: string): string[] {
  return text.match(IDENTIFIER) ?? [];
}

/** `parseHTTPRequest2` → parse, HTTP, Request, 2. */
export function partsOf(identifier: string): string[] {
  return identifier.match(PART) ?? [];
}

/** The words under which an identifier is found: the stems of its parts and, when it has several, itself in small letters. */
export function wordsOf(identifier: string): string[] {
  if (identifier.length > MAX_WORD) return [];
  const parts = partsOf(identifier);
  const words = parts.flatMap(toWord);
  const whole = identifier.replace(/[_$]/g, '').toLowerCase();
  return parts.length > 1 && whole.length > 3 && /[a-z]/.test(whole) ? [...words, whole] : words;
}

const memo = new Map<string, readonly string[]>();
const MAX_MEMO = 300_000;

/** As `wordsOf`: the same identifiers come again and again over a repository. */
export function memoisedWordsOf(identifier: string): readonly string[] {
  const known = memo.get(identifier);
  if (known) return known;
  if (memo.size >= MAX_MEMO) memo.clear();
  const words = wordsOf(identifier);
  memo.set(identifier, words);
  return words;
}

function toWord(part: string): string[] {
  const lower = part.toLowerCase();
  if (lower.length < 2 || isStopWord(lower) || /^\d+$/.test(lower)) return /^\d{3,5}$/.test(lower) ? [lower] : [];
  return [stem(lower)];
}

const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/^(.{2,})ies$/, '$1y'],
  [/^(.{2,}(?:ss|x|ch|sh|z))es$/, '$1'],
  [/^(.{2,}[^suif])s$/, '$1'],
  [/^(.{3,})(?:isation|ization)s?$/, '$1ize'],
  [/^(.{3,}at)(?:ion|or|e|ed|ing)$/, '$1'],
  [/^(.{3,})(?:ing|ed|er|or|able|ment)$/, '$1'],
  [/^(.{3,}[^aeiou])e$/, '$1'],
];

/** Takes English endings off, so that encode, encodes, encoding, encoded and encoder are one word. */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  const short = ENDINGS.reduce((rest, [ending, kept]) => rest.replace(ending, kept), word);
  return /([^aeiouls])\1$/.test(short) ? short.slice(0, -1) : short;
}
