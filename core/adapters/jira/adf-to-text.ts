import type { AdfNode } from './adf.ts';

/** Renders a document as plain text with Markdown's signs for headings, lists and code, for people and models to read. */
export function adfToText(document: AdfNode | null | undefined): string {
  if (!document) return '';
  return blocks(document.content ?? [])
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function blocks(nodes: readonly AdfNode[]): string {
  return nodes.map(block).join('\n\n');
}

function block(node: AdfNode): string {
  const children = node.content ?? [];
  switch (node.type) {
    case 'paragraph':
      return inline(children);
    case 'heading':
      return `${'#'.repeat(Number(node.attrs?.['level'] ?? 1))} ${inline(children)}`;
    case 'bulletList':
      return list(children, () => '- ');
    case 'orderedList':
      return list(children, (index) => `${index + Number(node.attrs?.['order'] ?? 1)}. `);
    case 'taskList':
      return list(children, (index) => (children[index]?.attrs?.['state'] === 'DONE' ? '- [x] ' : '- [ ] '));
    case 'codeBlock':
      return `\`\`\`${textOf(node.attrs?.['language'])}\n${inline(children)}\n\`\`\``;
    case 'blockquote':
      return prefix(blocks(children), '> ');
    case 'rule':
      return '---';
    case 'table':
      return children.map((row) => `| ${(row.content ?? []).map(cell).join(' | ')} |`).join('\n');
    default:
      return node.text === undefined && children.some((child) => child.type !== 'text') ? blocks(children) : inline([node]);
  }
}

function list(items: readonly AdfNode[], bullet: (index: number) => string): string {
  return items
    .map((item, index) => {
      const mark = bullet(index);
      const children = item.content ?? [];
      const loose = children.some((child) => child.type === 'text');
      const body = loose ? inline(children) : children.map(block).join('\n');
      return `${mark}${body.replaceAll('\n', `\n${' '.repeat(mark.length)}`)}`;
    })
    .join('\n');
}

const cell = (node: AdfNode): string => blocks(node.content ?? []).replaceAll(/\s*\n\s*/g, ' ');
const prefix = (text: string, sign: string): string => text.replaceAll(/^/gm, sign);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function inline(nodes: readonly AdfNode[]): string {
  return nodes.map(inlineNode).join('');
}

function inlineNode(node: AdfNode): string {
  switch (node.type) {
    case 'text':
      return withLink(node);
    case 'hardBreak':
      return '\n';
    case 'mention':
      return textOf(node.attrs?.['text']);
    case 'emoji':
      return textOf(node.attrs?.['text']) || textOf(node.attrs?.['shortName']);
    case 'inlineCard':
      return textOf(node.attrs?.['url']);
    default:
      return inline(node.content ?? []);
  }
}

function withLink(node: AdfNode): string {
  const text = node.text ?? '';
  const href = textOf(node.marks?.find((mark) => mark.type === 'link')?.attrs?.['href']);
  const coded = node.marks?.some((mark) => mark.type === 'code') ? `\`${text}\`` : text;
  return href === '' || href === text ? coded : `${coded} (${href})`;
}
