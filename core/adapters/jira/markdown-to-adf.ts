import type { AdfDocument, AdfNode } from './adf.ts';
import { inlineToAdf } from './inline-markdown.ts';

/** Jira refuses comments over 32,767 characters; what is cut off says so. */
const MAX_TEXT = 30_000;

/** Markdown (headings, paragraphs, lists, code, quotes, rules, tables, inline marks and links) as an Atlassian Document. */
export function markdownToAdf(markdown: string): AdfDocument {
  const cut = markdown.length > MAX_TEXT ? `${markdown.slice(0, MAX_TEXT)}\n\n… (cut)` : markdown;
  const content = blocksOf(cut.replaceAll('\r\n', '\n').split('\n'));
  return { type: 'doc', version: 1, content: content.map((node) => ({ ...node })) };
}

type Taken = { readonly node: AdfNode; readonly lines: number };

const LIST_ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;

function blocksOf(lines: readonly string[]): AdfNode[] {
  const nodes: AdfNode[] = [];
  let rest = lines;
  while (rest.length > 0) {
    if (rest[0]?.trim() === '') {
      rest = rest.slice(1);
      continue;
    }
    const taken =
      takeCode(rest) ??
      takeHeading(rest) ??
      takeRule(rest) ??
      takeQuote(rest) ??
      takeTable(rest) ??
      takeList(rest) ??
      takeParagraph(rest);
    nodes.push(taken.node);
    rest = rest.slice(taken.lines);
  }
  return nodes;
}

function takeCode(lines: readonly string[]): Taken | undefined {
  const open = /^\s*(```+|~~~+)\s*([\w+#.-]*)\s*$/.exec(lines[0] ?? '');
  if (!open) return undefined;
  const fence = open[1] ?? '```';
  const end = lines.findIndex((line, index) => index > 0 && line.trim().startsWith(fence));
  const last = end < 0 ? lines.length : end;
  const text = lines.slice(1, last).join('\n');
  const attrs = open[2] ? { attrs: { language: open[2] } } : {};
  return {
    node: { type: 'codeBlock', ...attrs, content: text === '' ? [] : [{ type: 'text', text }] },
    lines: Math.min(last + 1, lines.length),
  };
}

function takeHeading(lines: readonly string[]): Taken | undefined {
  const match = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines[0] ?? '');
  if (!match) return undefined;
  return { node: { type: 'heading', attrs: { level: match[1]?.length ?? 1 }, content: inlineToAdf(match[2] ?? '') }, lines: 1 };
}

function takeRule(lines: readonly string[]): Taken | undefined {
  return /^\s*([-*_])(\s*\1){2,}\s*$/.test(lines[0] ?? '') ? { node: { type: 'rule' }, lines: 1 } : undefined;
}

function takeQuote(lines: readonly string[]): Taken | undefined {
  const count = countWhile(lines, (line) => /^\s*>/.test(line));
  if (count === 0) return undefined;
  const inner = lines.slice(0, count).map((line) => line.replace(/^\s*> ?/, ''));
  // ADF allows no headings, tables or rules in a quote.
  return { node: { type: 'blockquote', content: [paragraph(inner)] }, lines: count };
}

function takeTable(lines: readonly string[]): Taken | undefined {
  if (!lines[0]?.includes('|') || !TABLE_RULE.test(lines[1] ?? '')) return undefined;
  const body = countWhile(lines.slice(2), (line) => line.includes('|'));
  const rows = [lines[0], ...lines.slice(2, 2 + body)].map((line, index) => ({
    type: 'tableRow',
    content: cellsOf(line).map((cell) => ({
      type: index === 0 ? 'tableHeader' : 'tableCell',
      content: [{ type: 'paragraph', content: inlineToAdf(cell) }],
    })),
  }));
  return { node: { type: 'table', content: rows }, lines: 2 + body };
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function takeList(lines: readonly string[]): Taken | undefined {
  const [, indent, bullet] = LIST_ITEM.exec(lines[0] ?? '') ?? [];
  if (indent === undefined || bullet === undefined) return undefined;
  const ordered = /\d/.test(bullet);
  const kinds = lines.map((line) => kindOf(line, indent.length, ordered));
  const count = countWhile(kinds, (kind) => kind !== 'other');
  const content = itemsOf(lines.slice(0, count), kinds).map((item) => ({ type: 'listItem', content: itemContent(item) }));
  return { node: { type: ordered ? 'orderedList' : 'bulletList', content }, lines: count };
}

function itemsOf(lines: readonly string[], kinds: readonly string[]): string[][] {
  const items: string[][] = [];
  for (const [index, line] of lines.entries()) {
    if (kinds[index] === 'item') items.push([LIST_ITEM.exec(line)?.[3] ?? '']);
    else items.at(-1)?.push(line);
  }
  return items;
}

/** An item of this list, something indented that belongs to the item before, or the end of the list. */
function kindOf(line: string, indent: number, ordered: boolean): 'item' | 'inner' | 'other' {
  const match = LIST_ITEM.exec(line);
  const own = match !== null && (match[1]?.length ?? 0) <= indent;
  if (own) return /\d/.test(match[2] ?? '') === ordered ? 'item' : 'other';
  return /^\s+\S/.test(line) ? 'inner' : 'other';
}

/** ADF allows paragraphs, lists and code in a list item, and it must begin with a paragraph or code. */
function itemContent(lines: readonly string[]): AdfNode[] {
  const nested = lines.findIndex((line, index) => index > 0 && LIST_ITEM.test(line));
  const own = nested < 0 ? lines : lines.slice(0, nested);
  return [paragraph(own.map((line) => line.trim())), ...(nested < 0 ? [] : blocksOf(dedent(lines.slice(nested))))];
}

function dedent(lines: readonly string[]): string[] {
  const by = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(by));
}

const endsParagraph = (line: string): boolean =>
  line.trim() === '' || /^(#{1,6}\s|\s*(```|~~~|>))/.test(line) || LIST_ITEM.test(line);

function takeParagraph(lines: readonly string[]): Taken {
  const count = 1 + countWhile(lines.slice(1), (line) => !endsParagraph(line));
  return { node: paragraph(lines.slice(0, count)), lines: count };
}

function paragraph(lines: readonly string[]): AdfNode {
  const parts = lines.map((line) => inlineToAdf(line.trim()));
  const content = parts.flatMap((part, index) => (index === 0 ? part : [{ type: 'hardBreak' }, ...part]));
  return { type: 'paragraph', content };
}

function countWhile<T>(lines: readonly T[], holds: (line: T) => boolean): number {
  const end = lines.findIndex((line) => !holds(line));
  return end < 0 ? lines.length : end;
}
