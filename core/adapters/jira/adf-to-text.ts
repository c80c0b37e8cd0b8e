/** What an account id is called in the text; `undefined` keeps the name the document has. */
type NameOf = (accountId: string) => string | undefined;

type Node = Readonly<Record<string, unknown>>;

interface Rendering {
  readonly nameOf: NameOf;
  readonly depth: number;
}

/** A document nested deeper than this is cut: no editor makes one. */
const MAX_DEPTH = 60;

/**
 * Renders an Atlassian document, or whatever was sent as one, as plain text with Markdown's signs for headings, lists,
 * quotes and code, for people and models to read.
 */
export function adfToText(document: unknown, nameOf: NameOf = () => undefined): string {
  if (!isNode(document)) return '';
  return blocks(childrenOf(document), { nameOf, depth: MAX_DEPTH })
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function blocks(nodes: readonly Node[], rendering: Rendering): string {
  return nodes.map((node) => block(node, rendering)).join('\n\n');
}

function block(node: Node, { nameOf, depth }: Rendering): string {
  if (depth === 0) return '';
  const inner = { nameOf, depth: depth - 1 };
  const children = childrenOf(node);
  switch (node['type']) {
    case 'paragraph':
      return inline(children, inner);
    case 'heading':
      return `${'#'.repeat(Math.min(6, numberOf(node, 'level')))} ${inline(children, inner)}`;
    case 'bulletList':
      return list(children, inner, () => '- ');
    case 'orderedList':
      return list(children, inner, (index) => `${index + numberOf(node, 'order')}. `);
    case 'taskList':
      return list(children, inner, (_index, item) => (attributeOf(item, 'state') === 'DONE' ? '- [x] ' : '- [ ] '));
    case 'codeBlock':
      return `\`\`\`${attributeOf(node, 'language')}\n${inline(children, inner)}\n\`\`\``;
    case 'blockquote':
      return blocks(children, inner).replaceAll(/^/gm, '> ');
    case 'rule':
      return '---';
    case 'table':
      return children
        .map(
          (row) =>
            `| ${childrenOf(row)
              .map((cell) => toCell(cell, inner))
              .join(' | ')} |`,
        )
        .join('\n');
    default:
      return children.some((child) => child['type'] !== 'text') ? blocks(children, inner) : inlineNode(node, inner);
  }
}

function list(items: readonly Node[], rendering: Rendering, bullet: (index: number, item: Node) => string): string {
  return items
    .map((item, index) => {
      const mark = bullet(index, item);
      const children = childrenOf(item);
      const loose = children.some((child) => child['type'] === 'text');
      const body = loose ? inline(children, rendering) : children.map((child) => block(child, rendering)).join('\n');
      return `${mark}${body.replaceAll('\n', `\n${' '.repeat(mark.length)}`)}`;
    })
    .join('\n');
}

function toCell(cell: Node, rendering: Rendering): string {
  return blocks(childrenOf(cell), rendering).replaceAll(/\s*\n\s*/g, ' ');
}

function inline(nodes: readonly Node[], rendering: Rendering): string {
  return nodes.map((node) => inlineNode(node, rendering)).join('');
}

function inlineNode(node: Node, { nameOf, depth }: Rendering): string {
  if (depth === 0) return '';
  switch (node['type']) {
    case 'text':
      return withMarks(node);
    case 'hardBreak':
      return '\n';
    case 'mention':
      return nameOf(attributeOf(node, 'id')) ?? attributeOf(node, 'text');
    case 'emoji':
      return attributeOf(node, 'text') || attributeOf(node, 'shortName');
    case 'status':
      return attributeOf(node, 'text');
    case 'inlineCard':
    case 'blockCard':
      return attributeOf(node, 'url');
    default:
      return inline(childrenOf(node), { nameOf, depth: depth - 1 });
  }
}

function withMarks(node: Node): string {
  const text = asText(node['text']);
  const marks = nodesIn(node['marks']);
  const link = marks.find((mark) => mark['type'] === 'link');
  const href = link ? attributeOf(link, 'href') : '';
  const coded = marks.some((mark) => mark['type'] === 'code') ? `\`${text}\`` : text;
  return href === '' || href === text ? coded : `${coded} (${href})`;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nodesIn(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

const childrenOf = (node: Node): readonly Node[] => nodesIn(node['content']);
const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

function attributeOf(node: Node, name: string): string {
  const attributes = node['attrs'];
  return isNode(attributes) ? asText(attributes[name]) : '';
}

/** A positive whole number; 1 in place of anything else. */
function numberOf(node: Node, name: string): number {
  const attributes = node['attrs'];
  const value = isNode(attributes) ? attributes[name] : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 1;
}
