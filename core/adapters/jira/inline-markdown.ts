import type { AdfMark, AdfNode } from './adf.ts';

/** Code, link, bold, italic, strike or a backslash escape, whichever comes first. */
const INLINE =
  /\\([\\`*_{}[\]()#+\-.!|<>~@&])|`([^`\n]+)`|\[((?:[^\]\\\n]|\\.)+)\]\((https?:\/\/[^)\s]+)\)|\*\*(\S(?:.*?\S)?)\*\*|~~(\S(?:.*?\S)?)~~|(?<![\w*])[*](\S(?:.*?\S)?)[*](?![\w*])|(?<!\w)_(\S(?:.*?\S)?)_(?!\w)|<(https?:\/\/[^>\s]+)>|(https?:\/\/[^\s<>)\]]*[^\s<>)\].,;:!?'"])/;

/** Markdown within a line as ADF text nodes; unclosed signs stay as they are. */
export function inlineToAdf(markdown: string, marks: readonly AdfMark[] = []): AdfNode[] {
  const match = INLINE.exec(markdown);
  if (!match) return text(markdown, marks);
  const before = text(markdown.slice(0, match.index), marks);
  const after = inlineToAdf(markdown.slice(match.index + match[0].length), marks);
  return merge([...before, ...nodesOf(match, marks), ...after]);
}

function nodesOf(match: RegExpExecArray, marks: readonly AdfMark[]): AdfNode[] {
  const [, escaped, code, label, href, ...others] = match;
  const [bold, strike, star, underscore, angle, bare] = others;
  if (escaped !== undefined) return text(escaped, marks);
  // ADF allows no other mark but a link beside code.
  if (code !== undefined) return text(code, [...marks.filter(({ type }) => type === 'link'), { type: 'code' }]);
  if (label !== undefined) return inlineToAdf(label, [...marks, link(href)]);
  const emphasis = [
    { type: 'strong', inner: bold },
    { type: 'strike', inner: strike },
    { type: 'em', inner: star ?? underscore },
  ];
  for (const { type, inner } of emphasis) {
    if (inner !== undefined) return inlineToAdf(inner, [...marks, { type }]);
  }
  return bareLink(angle ?? bare, marks);
}

function bareLink(url = '', marks: readonly AdfMark[] = []): AdfNode[] {
  return text(url, marks.some(({ type }) => type === 'link') ? marks : [...marks, link(url)]);
}

const link = (href = ''): AdfMark => ({ type: 'link', attrs: { href } });

function text(value: string, marks: readonly AdfMark[]): AdfNode[] {
  if (value === '') return [];
  return [{ type: 'text', text: value, ...(marks.length > 0 ? { marks } : {}) }];
}

/** Joins neighbours with the same marks, so that an escape does not split a word into three nodes. */
function merge(nodes: readonly AdfNode[]): AdfNode[] {
  const merged: AdfNode[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (last && JSON.stringify(last.marks) === JSON.stringify(node.marks)) {
      merged[merged.length - 1] = { ...last, text: `${last.text ?? ''}${node.text ?? ''}` };
    } else merged.push(node);
  }
  return merged;
}
