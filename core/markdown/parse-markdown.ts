import MarkdownIt, { type Token } from 'markdown-it';

/** A block or an inline part of a Markdown document. */
export interface MarkdownNode {
  /** As markdown-it calls it, without `_open`: `paragraph`, `bullet_list`, `strong`, `text`, `softbreak` … */
  readonly type: string;
  /** The HTML element that it would become, for example `h2`. */
  readonly tag: string;
  /** Of text and code. */
  readonly content: string;
  /** Of a code block: its language. Of a list item: its number. Of a link: `auto` when the text is an address and nothing else. */
  readonly info: string;
  /** Of a link: an address of the web. */
  readonly href: string;
  /** True of a block that follows an empty line. */
  readonly apart: boolean;
  readonly children: readonly MarkdownNode[];
}

/** HTML stays text, nothing is fetched, and only whole addresses of the web are links: `README.md` is none. */
const parser = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable('image');
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
parser.validateLink = (url) => /^https?:\/\//i.test(url);

/** Reads GitHub-flavoured Markdown, as far as its meaning goes. */
export function parseMarkdown(markdown: string): readonly MarkdownNode[] {
  const lines = markdown.split(/\r\n|\r|\n/);
  return toNodes(parser.parse(markdown, {}), lines);
}

interface Open {
  readonly token: Token | undefined;
  readonly children: MarkdownNode[];
}

/** markdown-it lists openings, closings and what stands between. */
function toNodes(tokens: readonly Token[], lines: readonly string[]): MarkdownNode[] {
  const root: Open = { token: undefined, children: [] };
  const open: Open[] = [root];
  for (const token of tokens) {
    if (token.nesting === 1) {
      open.push({ token, children: [] });
      continue;
    }
    const closed = token.nesting === -1 ? open.pop() : undefined;
    const node = closed?.token
      ? toNode(closed.token, closed.children, lines)
      : toNode(token, toNodes(token.children ?? [], lines), lines);
    // What a block says is one token, and itself no part of the document.
    (open.at(-1) ?? root).children.push(...(node.type === 'inline' ? node.children : [node]));
  }
  return root.children;
}

function toNode(token: Token, children: readonly MarkdownNode[], lines: readonly string[]): MarkdownNode {
  const { type, tag, content, info, map } = token;
  const href = token.attrGet('href');
  const start = map?.[0] ?? 0;
  return {
    type: type.replace(/_open$/, ''),
    tag,
    content,
    info,
    href: href === null ? '' : String(href),
    apart: start > 0 && /^[\s>]*$/.test(lines[start - 1] ?? ''),
    children,
  };
}
