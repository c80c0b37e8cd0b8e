import { type AdfNode, attribute } from './adf.ts';

const MARKS: Readonly<Record<string, (text: string) => string>> = {
  strong: (text) => `*${text}*`,
  em: (text) => `_${text}_`,
  code: (text) => `{{${text}}}`,
  strike: (text) => `-${text}-`,
  underline: (text) => `+${text}+`,
};

/** Renders a document as wiki markup: the form in which webhooks and v2 of the API carry rich text. */
export function toWiki(node: AdfNode): string {
  return blocks(node).trim();
}

function blocks(node: AdfNode): string {
  return (node.content ?? []).map(block).join('\n\n');
}

function block(node: AdfNode): string {
  switch (node.type) {
    case 'paragraph':
      return inline(node);
    case 'heading':
      return `h${attribute(node, 'level') || '1'}. ${inline(node)}`;
    case 'bulletList':
      return list(node, '*');
    case 'orderedList':
      return list(node, '#');
    case 'codeBlock':
      return codeBlock(node);
    case 'blockquote':
      return `{quote}\n${blocks(node)}\n{quote}`;
    case 'panel':
      return `{panel}\n${blocks(node)}\n{panel}`;
    case 'rule':
      return '----';
    case 'table':
      return (node.content ?? []).map(row).join('\n');
    default:
      return node.content ? blocks(node) : inlineNode(node);
  }
}

function codeBlock(node: AdfNode): string {
  const language = attribute(node, 'language');
  return `{code${language ? `:${language}` : ''}}\n${(node.content ?? []).map((text) => text.text ?? '').join('')}\n{code}`;
}

function list(node: AdfNode, bullet: string): string {
  const lines = (node.content ?? []).flatMap((item) =>
    (item.content ?? []).map((part) => {
      if (part.type === 'bulletList') return list(part, `${bullet}*`);
      if (part.type === 'orderedList') return list(part, `${bullet}#`);
      return `${bullet} ${block(part)}`;
    }),
  );
  return lines.join('\n');
}

function row(node: AdfNode): string {
  const cells = node.content ?? [];
  const edge = cells.some((cell) => cell.type === 'tableHeader') ? '||' : '|';
  return `${edge}${cells.map((cell) => blocks(cell).replaceAll('\n\n', '\n')).join(edge)}${edge}`;
}

function inline(node: AdfNode): string {
  return (node.content ?? []).map(inlineNode).join('');
}

function inlineNode(node: AdfNode): string {
  switch (node.type) {
    case 'hardBreak':
      return '\n';
    case 'mention':
      return `[~accountid:${attribute(node, 'id')}]`;
    case 'emoji':
      return attribute(node, 'shortName');
    case 'inlineCard':
      return `[${attribute(node, 'url')}]`;
    default:
      return marked(node);
  }
}

function marked(node: AdfNode): string {
  return (node.marks ?? []).reduce((text, mark) => {
    if (mark.type === 'link') return `[${text}|${attribute(mark, 'href')}]`;
    return MARKS[mark.type]?.(text) ?? text;
  }, node.text ?? '');
}
