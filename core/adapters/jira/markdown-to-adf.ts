import { type MarkdownNode, parseMarkdown } from '#markdown/parse-markdown.ts';
import type { AdfDocument, AdfMark, AdfNode } from './adf.ts';

/** Jira refuses comments over 32,767 characters; what is cut off says so. */
const MAX_TEXT = 30_000;

/** Markdown as an Atlassian Document, with nodes only where Jira allows them. */
export function markdownToAdf(markdown: string): AdfDocument {
  const cut = markdown.length > MAX_TEXT ? `${markdown.slice(0, MAX_TEXT)}\n\n… (cut)` : markdown;
  const content = parseMarkdown(cut).flatMap(toBlocks);
  return { type: 'doc', version: 1, content: content.map((node) => ({ ...node })) };
}

function toBlocks(node: MarkdownNode): AdfNode[] {
  const { type, children } = node;
  switch (type) {
    case 'heading':
      return [{ type: 'heading', attrs: { level: Number(node.tag.slice(1)) }, content: toInline(children) }];
    case 'bullet_list':
      return [{ type: 'bulletList', content: children.map(toItem) }];
    case 'ordered_list':
      return [{ type: 'orderedList', ...orderOf(children), content: children.map(toItem) }];
    case 'blockquote':
      return wrap('blockquote', children.flatMap(toBlocks).flatMap(toInner));
    case 'fence':
    case 'code_block':
      return [toCode(node)];
    case 'hr':
      return [{ type: 'rule' }];
    case 'table':
      return [{ type: 'table', content: children.flatMap(({ children: rows }) => rows.map(toRow)) }];
    default:
      return [{ type: 'paragraph', content: toInline(children) }];
  }
}

const wrap = (type: string, content: AdfNode[]): AdfNode[] => (content.length === 0 ? [] : [{ type, content }]);

/** Jira counts from 1 unless it is told otherwise. */
function orderOf([first]: readonly MarkdownNode[]): Pick<AdfNode, 'attrs'> {
  const order = Number(first?.info ?? 1);
  return order > 1 ? { attrs: { order } } : {};
}

/** A list item begins with a paragraph or code. */
function toItem({ children }: MarkdownNode): AdfNode {
  const content = children.flatMap(toBlocks).flatMap(toInner);
  const begins = content[0]?.type === 'paragraph' || content[0]?.type === 'codeBlock';
  return { type: 'listItem', content: begins ? content : [{ type: 'paragraph', content: [] }, ...content] };
}

const INNER = new Set(['paragraph', 'bulletList', 'orderedList', 'codeBlock']);

/** In lists and quotes there are no headings, rules, tables or quotes: what they say stands there as paragraphs. */
function toInner(node: AdfNode): AdfNode[] {
  if (INNER.has(node.type)) return [node];
  if (node.type === 'heading') return [{ type: 'paragraph', content: (node.content ?? []).map(toBold) }];
  return (node.content ?? []).flatMap(toInner);
}

function toBold(node: AdfNode): AdfNode {
  const { marks = [] } = node;
  const isBold = node.type !== 'text' || marks.some(({ type }) => type === 'code' || type === 'strong');
  return isBold ? node : { ...node, marks: [...marks, { type: 'strong' }] };
}

function toCode({ info, content }: MarkdownNode): AdfNode {
  const [, language] = /^([\w+#.-]+)/.exec(info) ?? [];
  const text = content.replace(/\n$/, '');
  return {
    type: 'codeBlock',
    ...(language ? { attrs: { language } } : {}),
    content: text === '' ? [] : [{ type: 'text', text }],
  };
}

function toRow({ children }: MarkdownNode): AdfNode {
  const content = children.map((cell) => ({
    type: cell.type === 'th' ? 'tableHeader' : 'tableCell',
    content: [{ type: 'paragraph', content: toInline(cell.children) }],
  }));
  return { type: 'tableRow', content };
}

const MARKS: Readonly<Record<string, string>> = { strong: 'strong', em: 'em', s: 'strike' };

function toInline(nodes: readonly MarkdownNode[], marks: readonly AdfMark[] = []): AdfNode[] {
  return merge(nodes.flatMap((node) => toParts(node, marks)));
}

function toParts(node: MarkdownNode, marks: readonly AdfMark[]): AdfNode[] {
  const { type, content, href, children } = node;
  const mark = MARKS[type];
  if (mark !== undefined) return toInline(children, [...marks.filter((one) => one.type !== mark), { type: mark }]);
  switch (type) {
    case 'link':
      return toInline(children, href === '' ? marks : [...marks, { type: 'link', attrs: { href } }]);
    case 'code_inline':
      // ADF allows no other mark but a link beside code.
      return toText(content, [...marks.filter((one) => one.type === 'link'), { type: 'code' }]);
    case 'softbreak':
    case 'hardbreak':
      return [{ type: 'hardBreak' }];
    default:
      return toText(content, marks);
  }
}

function toText(text: string, marks: readonly AdfMark[]): AdfNode[] {
  return text === '' ? [] : [{ type: 'text', text, ...(marks.length > 0 ? { marks } : {}) }];
}

/** Joins neighbours with the same marks. */
function merge(nodes: readonly AdfNode[]): AdfNode[] {
  const merged: AdfNode[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (last?.type === 'text' && node.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(node.marks)) {
      merged[merged.length - 1] = { ...last, text: `${last.text ?? ''}${node.text ?? ''}` };
    } else merged.push(node);
  }
  return merged;
}
