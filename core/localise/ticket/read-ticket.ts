import { identifiersOf, partsOf, wordsOf } from '../text/words.ts';
import { type Frame, framesOf } from './frames.ts';

export interface TicketText {
  readonly title: string;
  readonly body: string;
}

/** How much a word weighs in each part of a ticket, 0 where it is not said. */
export interface Mention {
  readonly title: number;
  readonly body: number;
}

/** What a ticket says that can be looked up in code. */
export interface Clues {
  /** Words as the index has them, with their weight. */
  readonly words: ReadonlyMap<string, number>;
  /** The same words by where they are said. */
  readonly mentions: ReadonlyMap<string, Mention>;
  /** Names somebody wrote as code, with their weight: exact, and each part of a dotted name. */
  readonly names: ReadonlyMap<string, number>;
  /** Paths or endings of paths, file names included. */
  readonly paths: readonly string[];
  /** `a.b.C` or `a::b`, in parts. */
  readonly dotted: readonly (readonly string[])[];
  readonly frames: readonly Frame[];
  /** Whether tests or documentation are what has to change. */
  readonly aboutTests: boolean;
  readonly aboutDocs: boolean;
}

const WEIGHT = { title: 2.5, inline: 1.5, prose: 1, fence: 0.5 } as const;
const EXTENSION = String.raw`(?:py|pyi|pyx|js|jsx|mjs|cjs|ts|tsx|vue|svelte|go|rs|java|kt|kts|scala|groovy|c|h|cc|cpp|cxx|hpp|hh|cs|rb|php|swift|m|mm|ex|exs|erl|lua|pl|pm|r|jl|sh|sql|proto|css|scss|less|html|json|ya?ml|toml|ini|cfg|md|rst|txt|xml|gradle)`;
const PATH = new RegExp(String.raw`[\w@.+~-]*(?:[/\\][\w@.+~-]+)+|\b[\w-]+(?:\.[\w-]+)*\.${EXTENSION}\b(?![\w(])`, 'g');
const DOTTED = /\b[A-Za-z_]\w*(?:(?:\.|::|#|->)[A-Za-z_]\w*)+/g;
const URL = /\b(?:https?|ftp):\/\/[^\s)>\]"'`]+/g;
const BLOB = /\/(?:blob|tree|raw|src)\/[^/\s]+\/([^\s#?)]+)/;

/** A word of testing alone is not enough: a test runner's own tickets are full of it. */
const ABOUT_TESTS = /\bflak[ey]\w*|^(?:add|fix|update|improve|repair|remove|missing|broken|failing)\b.{0,40}\btests?\b/i;
const ABOUT_DOCS = /^(?:docs?|documentation)\b|\b(?:readme|changelog|typos?)\b|\bin the (?:docs|documentation)\b/i;

/** Takes a ticket apart; never fails, whatever the text. */
export function readTicket(ticket: TicketText): Clues {
  const title = bounded(ticket.title);
  const visible = bounded(ticket.body).replace(/<!--[\s\S]*?(?:-->|$)/g, ' ');
  const links = (visible.match(URL) ?? []).flatMap((url) => BLOB.exec(url)?.[1] ?? []);
  const unlinked = visible.replace(URL, ' ');
  const { fences, inline, prose } = separate(unlinked);
  const everything = `${title}\n${unlinked}`;
  const words = new Map<string, number>();
  addWords(words, title, WEIGHT.title);
  addWords(words, inline.join('\n'), WEIGHT.inline);
  addWords(words, prose, WEIGHT.prose);
  addWords(words, fences.join('\n'), WEIGHT.fence);
  for (const [word, weight] of words) words.set(word, weight * worthOf(word));
  const names = new Map<string, number>();
  addNames(names, title, WEIGHT.title);
  for (const code of inline) addNames(names, code, WEIGHT.inline, true);
  addNames(names, prose, WEIGHT.prose);
  addNames(names, fences.join('\n'), WEIGHT.fence);
  const dotted = new Set(everything.match(DOTTED) ?? []);
  return {
    words,
    mentions: mentionsOf(title, unlinked, words),
    names,
    paths: [...new Set([...links, ...(everything.match(PATH) ?? [])])].slice(0, 100),
    dotted: [...dotted].slice(0, 200).map((name) => name.split(/\.|::|#|->/)),
    frames: framesOf(everything),
    aboutTests: ABOUT_TESTS.test(title),
    aboutDocs: ABOUT_DOCS.test(title),
  };
}

const MAX_TEXT = 300_000;

/** Breaks endless lines, so that no expression has to look far. */
function bounded(text: string): string {
  return text.slice(0, MAX_TEXT).replace(/[^\n]{1000}/g, '$&\n');
}

function separate(text: string): { fences: string[]; inline: string[]; prose: string } {
  const fences: string[] = [];
  const inline: string[] = [];
  const prose = text
    .replace(/(?:```|~~~)[^\n]*\n?([\s\S]*?)(?:```|~~~|$)/g, (_, code: string) => {
      fences.push(code);
      return '\n';
    })
    .replace(/`([^`\n]+)`/g, (_, code: string) => {
      inline.push(code);
      return ' ';
    });
  return { fences, inline, prose };
}

/** A word said again adds less and less, so that a long log does not drown the sentence above it. */
function addWords(words: Map<string, number>, text: string, weight: number): void {
  for (const [word, count] of countWords(text)) words.set(word, (words.get(word) ?? 0) + weight * (1 + Math.log(count)));
}

/** What a ticket says of itself more than of the code: what kind of work it is and who reported it. */
const KIND_WORDS: ReadonlySet<string> = new Set(
  identifiersOf(
    'fix bug issue problem add support implement remove refactor improve proper correct wrong incorrect regression cve vulnerability ' +
      'security potential possible prevent avoid ensure handle allow use update change introduce check report thanks review refs ' +
      'closes address attack denial service dos malicious untrusted',
  ).flatMap(wordsOf),
);
const KIND_WORTH = 0.4;

function worthOf(word: string): number {
  return KIND_WORDS.has(word) ? KIND_WORTH : 1;
}

function mentionsOf(title: string, body: string, words: ReadonlyMap<string, number>): Map<string, Mention> {
  const inTitle = countWords(title);
  const inBody = countWords(body);
  const mention = (word: string): Mention => ({ title: weigh(word, inTitle.get(word)), body: weigh(word, inBody.get(word)) });
  return new Map([...words.keys()].map((word) => [word, mention(word)]));
}

/** A word said again adds less and less. */
function weigh(word: string, count = 0): number {
  return count === 0 ? 0 : worthOf(word) * (1 + Math.log(count));
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of identifiersOf(text).flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Words that look like code: camelCase, snake_case, CONSTANT_CASE, called like a function, or marked as code. */
function addNames(names: Map<string, number>, text: string, weight: number, isCode = false): void {
  for (const match of text.matchAll(/[A-Za-z_$][\w$]*(\()?/g)) {
    const name = match[0].replace('(', '');
    if (name.length < 3 || !(isCode || match[1] !== undefined || looksLikeCode(name))) continue;
    names.set(name, Math.max(names.get(name) ?? 0, weight));
  }
}

function looksLikeCode(name: string): boolean {
  return /\w_\w/.test(name) || (partsOf(name).length > 1 && /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(name));
}
