/** What an account id is called in the text; `undefined` keeps the name the document has. */
export type NameOf = (accountId: string) => string | undefined;

type Node = Readonly<Record<string, unknown>>;

/** A document nested deeper than this is cut: no editor makes one. */
const MAX_DEPTH = 60;

/** Renders an Atlassian document as plain text; code is fenced and quotes begin with `>`, as in Markdown. */
export function adfToText(document: unknown, nameOf: NameOf = () => undefined): string {
  return render(document, nameOf, MAX_DEPTH)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function render(node: unknown, nameOf: NameOf, depth: number): string {
  if (!isNode(node) || depth === 0) return '';
  const type = textOf(node, 'type');
  const leaf = Object.hasOwn(LEAVES, type) ? LEAVES[type] : undefined;
  if (leaf) return leaf(node, nameOf);
  const children = childrenOf(node).map((child) => render(child, nameOf, depth - 1));
  const block = Object.hasOwn(BLOCKS, type) ? BLOCKS[type] : undefined;
  return block ? block(children) : children.join('');
}

const LEAVES: Readonly<Record<string, (node: Node, nameOf: NameOf) => string>> = {
  text: (node) => (hasMark(node, 'code') ? `\`${textOf(node, 'text')}\`` : `${textOf(node, 'text')}${linkOf(node)}`),
  hardBreak: () => '\n',
  rule: () => '\n---\n',
  mention: (node, nameOf) => nameOf(attributeOf(node, 'id')) ?? attributeOf(node, 'text'),
  emoji: (node) => attributeOf(node, 'text') || attributeOf(node, 'shortName'),
  inlineCard: (node) => attributeOf(node, 'url'),
  blockCard: (node) => `${attributeOf(node, 'url')}\n`,
  status: (node) => attributeOf(node, 'text'),
};

const BLOCKS: Readonly<Record<string, (children: readonly string[]) => string>> = {
  paragraph: (children) => `${children.join('')}\n\n`,
  heading: (children) => `${children.join('')}\n\n`,
  listItem: (children) => `- ${children.join('').trim().replaceAll('\n', '\n  ')}\n`,
  taskItem: (children) => `- ${children.join('').trim()}\n`,
  bulletList: (children) => `${children.join('')}\n`,
  orderedList: (children) => `${children.join('')}\n`,
  codeBlock: (children) => `\`\`\`\n${children.join('')}\n\`\`\`\n\n`,
  blockquote: (children) => `${children.join('').trim().replace(/^/gm, '> ')}\n\n`,
  tableRow: (children) => `${children.map((cell) => cell.trim()).join(' | ')}\n`,
};

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(node: Node, field: string): string {
  const value = node[field];
  return typeof value === 'string' ? value : '';
}

function attributeOf(node: Node, name: string): string {
  const attributes = node['attrs'];
  return isNode(attributes) ? textOf(attributes, name) : '';
}

function childrenOf(node: Node): readonly unknown[] {
  const children: unknown = node['content'];
  return Array.isArray(children) ? children : [];
}

function marksOf(node: Node): readonly Node[] {
  const marks: unknown = node['marks'];
  return Array.isArray(marks) ? marks.filter(isNode) : [];
}

function hasMark(node: Node, type: string): boolean {
  return marksOf(node).some((mark) => mark['type'] === type);
}

function linkOf(node: Node): string {
  const link = marksOf(node).find((mark) => mark['type'] === 'link');
  const href = link ? attributeOf(link, 'href') : '';
  return href === '' || href === textOf(node, 'text') ? '' : ` (${href})`;
}
