import type { Syntax } from './language.ts';

/** A file's text in two: what is code, and what people wrote in comments and strings. */
export interface SplitCode {
  readonly code: string;
  readonly prose: string;
}

const DOUBLE = String.raw`"(?:[^"\\\n]|\\.)*"`;
const SINGLE = String.raw`'(?:[^'\\\n]|\\.)*'`;
const CHARACTER = String.raw`'(?:[^'\\\n]|\\.{1,8})'`;
const TEMPLATE = '`(?:[^`\\\\]|\\\\.)*`';
const BLOCK = String.raw`\/\*[\s\S]*?(?:\*\/|$)`;
const TRIPLE = String.raw`"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)`;

const PROSE: Readonly<Record<Exclude<Syntax, 'text'>, RegExp>> = {
  c: new RegExp([String.raw`\/\/[^\n]*`, BLOCK, String.raw`"""[\s\S]*?"""`, DOUBLE, CHARACTER, '`[^`]*`'].join('|'), 'g'),
  script: new RegExp([String.raw`\/\/[^\n]*`, BLOCK, DOUBLE, SINGLE, TEMPLATE].join('|'), 'g'),
  hash: new RegExp(['#[^\n]*', TRIPLE, DOUBLE, SINGLE].join('|'), 'g'),
  dash: new RegExp([String.raw`--\[\[[\s\S]*?\]\]`, '--[^\n]*', DOUBLE, SINGLE].join('|'), 'g'),
  semicolon: new RegExp(['[;%!][^\n]*', DOUBLE].join('|'), 'g'),
};

/** Takes comments and strings out of code; line breaks stay. An unknown syntax is prose as a whole. */
export function splitCode(text: string, syntax: Syntax): SplitCode {
  if (syntax === 'text') return { code: '', prose: text };
  const code: string[] = [];
  const prose: string[] = [];
  let end = 0;
  for (const match of text.matchAll(PROSE[syntax])) {
    code.push(text.slice(end, match.index), match[0].includes('\n') ? '\n' : '""');
    prose.push(match[0]);
    end = match.index + match[0].length;
  }
  code.push(text.slice(end));
  return { code: code.join(''), prose: prose.join('\n') };
}
