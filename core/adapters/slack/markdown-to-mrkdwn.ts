import { type MarkdownNode, parseMarkdown } from '#markdown/parse-markdown.ts';

/** A zero-width space keeps a sign from being read as formatting; Slack has no escape of its own for it. */
const INERT = '\u200b';

/** Markdown as Slack's mrkdwn: bold headings, bullets, links, and `&`, `<`, `>` escaped, so that no text can ping a channel. */
export function markdownToMrkdwn(markdown: string): string {
  return toBlocks(parseMarkdown(markdown)).trim();
}

/** As far apart as they were written. */
function toBlocks(nodes: readonly MarkdownNode[]): string {
  return nodes.map((node, index) => `${index === 0 ? '' : node.apart ? '\n\n' : '\n'}${toBlock(node)}`).join('');
}

function toBlock(node: MarkdownNode): string {
  const { type, children, content } = node;
  switch (type) {
    case 'heading':
      return `*${toInline(withoutBold(children))}*`;
    case 'bullet_list':
    case 'ordered_list':
      return toList(children);
    case 'blockquote':
      return toBlocks(children).replaceAll(/^/gm, '> ');
    case 'fence':
    case 'code_block':
      return `\`\`\`\n${escapeText(content.replace(/\n$/, '')).replaceAll('```', "'''")}\n\`\`\``;
    case 'hr':
      return '———';
    case 'table':
      return children.flatMap(({ children: rows }) => rows.map(toRow)).join('\n');
    default:
      return toInline(children);
  }
}

function toList(items: readonly MarkdownNode[]): string {
  return items
    .map(({ children, info, apart }, index) => {
      const bullet = info === '' ? '• ' : `${info}. `;
      const [first = '', ...rest] = toBlocks(children).split('\n');
      const lines = [toBullet(bullet, first), ...rest.map((line) => (line === '' ? '' : `  ${line}`))];
      return `${index > 0 && apart ? '\n' : ''}${lines.join('\n')}`;
    })
    .join('\n');
}

/** GitHub's boxes for what is to be done. */
function toBullet(bullet: string, line: string): string {
  const [box] = /^\[[ xX]\] /.exec(line) ?? [];
  if (box === undefined) return `${bullet}${line}`;
  return `${box === '[ ] ' ? '☐ ' : '☑ '}${line.slice(box.length)}`;
}

function toRow({ children }: MarkdownNode): string {
  return children
    .map((cell) => (cell.type === 'th' ? `*${toInline(withoutBold(cell.children))}*` : toInline(cell.children)))
    .join(' | ');
}

/** Slack reads two stars as no formatting at all. */
function withoutBold(nodes: readonly MarkdownNode[]): MarkdownNode[] {
  return nodes.flatMap((node) => (node.type === 'strong' ? withoutBold(node.children) : [node]));
}

const SIGNS: Readonly<Record<string, string>> = { strong: '*', em: '_', s: '~' };

function toInline(nodes: readonly MarkdownNode[]): string {
  return nodes.map(toPart).join('');
}

function toPart(node: MarkdownNode): string {
  const { type, content, children } = node;
  const sign = SIGNS[type];
  if (sign !== undefined) return `${sign}${toInline(type === 'strong' ? withoutBold(children) : children)}${sign}`;
  switch (type) {
    case 'link':
      return toLink(node);
    case 'code_inline':
      return `\`${escapeText(content).replaceAll('`', "'")}\``;
    case 'softbreak':
    case 'hardbreak':
      return '\n';
    default:
      return escapeText(content).replaceAll(/(?<!\w)[*_~`]|[*_~`](?!\w)/g, `${INERT}$&${INERT}`);
  }
}

function toLink({ href, info, children }: MarkdownNode): string {
  // A bar would begin the label.
  const address = escapeText(href).replaceAll('|', '%7C');
  if (address === '') return toInline(children);
  if (info === 'auto' || textOf(children) === href) return `<${address}>`;
  return `<${address}|${toInline(children).replaceAll(/[|<>\n]/g, ' ')}>`;
}

function textOf(nodes: readonly MarkdownNode[]): string {
  return nodes.map(({ content, children }) => `${content}${textOf(children)}`).join('');
}

/** Escapes what Slack reads as a command, a link or a mention. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
