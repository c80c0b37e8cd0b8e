import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { type AdfNode, attribute } from './adf.ts';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Elements by node type; what is not here is drawn as its contents. */
const ELEMENTS: Readonly<Record<string, string>> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  codeBlock: 'pre',
  blockquote: 'blockquote',
  panel: 'aside',
  table: 'table',
  tableRow: 'tr',
  tableHeader: 'th',
  tableCell: 'td',
};

const MARKS: Readonly<Record<string, string>> = { strong: 'b', em: 'i', code: 'code', strike: 's', underline: 'u' };

/** Draws a document as HTML; every text is escaped and only http(s) links become links. */
export function toHtml(node: AdfNode): Html {
  switch (node.type) {
    case 'text':
      return marked(node);
    case 'hardBreak':
      return raw('<br>');
    case 'rule':
      return raw('<hr>');
    case 'mention':
    case 'emoji':
      return html`${attribute(node, 'text') || attribute(node, 'shortName')}`;
    case 'inlineCard':
      return link(attribute(node, 'url'), html`${attribute(node, 'url')}`);
    default:
      return element(node);
  }
}

function element(node: AdfNode): Html {
  const children = html`${(node.content ?? []).map(toHtml)}`;
  const level = attribute(node, 'level');
  if (node.type === 'heading') return wrap(`h${/^[1-6]$/.test(level) ? level : '1'}`, children);
  const name = ELEMENTS[node.type];
  return name === undefined ? children : wrap(name, children);
}

function marked(node: AdfNode): Html {
  return (node.marks ?? []).reduce<Html>(
    (inner, mark) => {
      if (mark.type === 'link') return link(attribute(mark, 'href'), inner);
      const name = MARKS[mark.type];
      return name === undefined ? inner : wrap(name, inner);
    },
    html`${node.text ?? ''}`,
  );
}

function link(href: string, inner: Html): Html {
  return /^https?:\/\//.test(href) ? html`<a href="${href}" rel="noopener noreferrer">${inner}</a>` : inner;
}

/** `name` is one of those above, never a text from outside. */
function wrap(name: string, inner: Html): Html {
  return html`${raw(`<${name}>`)}${inner}${raw(`</${name}>`)}`;
}
