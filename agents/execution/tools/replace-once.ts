import { visibleText } from '#domain/visible-text.ts';

/** The new text of a file, or why there is none, in words for the model. */
export type Replacement = { readonly text: string } | { readonly problem: string };

const MAX_SHOWN = 1_500;
const MAX_PLACES = 8;

/** Replaces text that occurs exactly once. Line endings are the file's, whichever are given. */
export function replaceOnce(text: string, find: string, replace: string): Replacement {
  const usual = endingOf(text);
  // Some files have lines of both kinds.
  const ending = text.includes(withEnding(find, usual)) ? usual : otherThan(usual);
  const wanted = withEnding(find, ending);
  const put = withEnding(replace, ending);
  if (wanted === put) return { problem: 'The text to find and its replacement are the same.' };
  const at = text.indexOf(wanted);
  if (at < 0) return { problem: whyAbsent(text, find) };
  if (text.includes(wanted, at + 1)) return { problem: whereElse(text, wanted) };
  return { text: text.slice(0, at) + put + text.slice(at + wanted.length) };
}

const BYTE_ORDER_MARK = '\ufeff';

/** The content with the line endings that the file has had so far, and the byte order mark, which a model does not see. */
export function keepForm(before: string | undefined, content: string): string {
  if (before === undefined) return content;
  const mark = before.startsWith(BYTE_ORDER_MARK) && !content.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  return mark + withEnding(content, endingOf(before));
}

type Ending = '\n' | '\r\n';

/** What most lines end with. */
function endingOf(text: string): Ending {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  return windows > all / 2 ? '\r\n' : '\n';
}

function otherThan(ending: Ending): Ending {
  return ending === '\n' ? '\r\n' : '\n';
}

function withEnding(text: string, ending: Ending): string {
  return text.replace(/\r?\n/g, ending);
}

function whereElse(text: string, wanted: string): string {
  const lines: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0 && lines.length < MAX_PLACES; at = text.indexOf(wanted, at + 1)) {
    lines.push(text.slice(0, at).split('\n').length);
  }
  return `The text occurs more than once, at lines ${lines.join(', ')}. Include more of what is around the place you mean.`;
}

function whyAbsent(text: string, find: string): string {
  const sought = toLines(find);
  if (sought.every((line) => line.trim() === '' || /^\s*\d+\t/.test(line))) {
    return 'The text to find has line numbers in it, as read_file shows them. Leave them out.';
  }
  if (visibleText(withEnding(text, '\n')).includes(withEnding(find, '\n'))) {
    return 'The text is there with characters in it that are not shown, or with line ends of two kinds. Change it by a command with run.';
  }
  const lines = toLines(text);
  const at = placeOf(lines, sought);
  if (at < 0) return 'The file does not contain this text. Read the part again and copy the text exactly.';
  const there = lines.slice(at, at + sought.length).join('\n');
  return `The text is not there character for character. This is what lines ${at + 1} to ${at + sought.length} are:\n${there.slice(0, MAX_SHOWN)}`;
}

/** Where the lines are when spaces do not count, or else where the first telling one is. */
function placeOf(lines: readonly string[], sought: readonly string[]): number {
  const plain = lines.map(withoutSpaces);
  const wanted = sought.map(withoutSpaces);
  const whole = plain.findIndex((_, at) => wanted.every((line, offset) => plain[at + offset] === line));
  if (whole >= 0) return whole;
  const telling = wanted.findIndex((line) => line.length > 8);
  const at = telling < 0 ? -1 : plain.indexOf(wanted[telling] ?? '');
  return at < 0 ? -1 : Math.max(0, at - telling);
}

function toLines(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function withoutSpaces(line: string): string {
  return line.replace(/\s+/g, '');
}
