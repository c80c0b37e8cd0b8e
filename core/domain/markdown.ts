import { visibleText } from './visible-text.ts';

/** Code, or an address that ends with neither punctuation nor a bracket that it did not open. */
const CODE_OR_ADDRESS = /(`[^`]+`)|(https?:\/\/(?:\([^\s()<>`|]*\)|[^\s()<>`|])*(?:\([^\s()<>`|]*\)|[^\s()<>`|.,;:!?'"\]}*~\\]))/;

/** Outside text within a line of Markdown: no line breaks, no formatting but `code`, no links but addresses as they are, and mentions that ping nobody. */
export function plain(text: string, max = 300): string {
  return escapeAllBut(oneLine(text, max), (address) => `<${address}>`);
}

/** The same as the text of a link, in which there is no other. */
function label(text: string, max = 300): string {
  return escapeAllBut(oneLine(text, max), inert);
}

function oneLine(text: string, max: number): string {
  const line = visibleText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > max ? `${line.slice(0, max).toWellFormed()}…` : line;
}

/** Code is inert by itself; all else is escaped. */
function escapeAllBut(line: string, toAddress: (address: string) => string): string {
  // Every third part is text, followed by what was found: code, or an address.
  return line
    .split(CODE_OR_ADDRESS)
    .map((part: string | undefined, index) => {
      if (part === undefined || index % 3 === 1) return part ?? '';
      return index % 3 === 2 ? toAddress(part) : inert(part);
    })
    .join('');
}

function inert(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`).replaceAll('@', '@\u200b');
}

/** Outside text of several lines as a quote. */
export function quote(text: string, max = 1_500): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return cut
    .trim()
    .split('\n')
    .map((line) => `> ${plain(line, max)}`)
    .join('\n');
}

/** Log lines as a code block that they cannot leave. */
export function code(text: string, max = 1_500): string {
  const end = text.trim();
  const cut = end.length > max ? `…${end.slice(-max)}` : end;
  return `\`\`\`\n${visibleText(cut).replaceAll('```', "'''")}\n\`\`\``;
}

/** A link to an address of the web; only its text where there is none. */
export function linkTo(text: string, url: string, max = 300): string {
  return /^https?:\/\/[^\s()<>]+$/.test(url) ? `[${label(text, max)}](${url})` : plain(text, max);
}
