import { scan } from './scan.js';

const WIDTH = 110;

/** The source with single quotes, two spaces, trailing commas and one final newline. */
export function formatSource(source) {
  const quoted = scan(source.replace(/\r\n?/g, '\n')).map(singleQuoted);
  const text = withTrailingCommas(indent(linesOf(quoted))).join('\n');
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

/** What the formatter cannot put right by itself, as `line: problem`. */
export function problemsOf(source) {
  return source.split('\n').flatMap((line, at) => {
    const long = line.length > WIDTH;
    return long ? [`${at + 1}: line has ${line.length} characters, at most ${WIDTH}`] : [];
  });
}

function singleQuoted(piece) {
  const double = piece.kind === 'string' && piece.text.startsWith('"');
  if (!double || piece.text.includes("'")) return piece;
  return { ...piece, text: `'${piece.text.slice(1, -1).replaceAll('\\"', '"')}'` };
}

/** Lines `{ text, code, verbatim, comment }`; `code` has everything but code blanked out. */
function linesOf(pieces) {
  const lines = [{ text: '', code: '', verbatim: false, comment: false }];
  for (const piece of pieces) {
    for (const [at, part] of piece.text.split('\n').entries()) {
      const inside = { verbatim: piece.kind === 'template', comment: piece.kind === 'comment' };
      if (at > 0) lines.push({ text: '', code: '', ...inside });
      const line = lines.at(-1);
      line.text += part;
      line.code += piece.kind === 'code' ? part : blank(piece.kind, part);
    }
  }
  return lines;
}

/** A comment counts for nothing, other text as a word. */
function blank(kind, part) {
  return (kind === 'comment' ? ' ' : '_').repeat(part.length);
}

/** Of the brackets a line leaves open, the first one indents what follows. */
function indent(lines) {
  const open = [];
  let unfinished = false;
  return lines.map((line) => {
    const code = line.code.trim();
    const leading = /^[)\]}]*/.exec(code)[0].length;
    const depth = open.slice(0, Math.max(0, open.length - leading)).reduce((a, b) => a + b, 0);
    const continued = unfinished || /^(?:\.[a-z]|\?|:|&&|\|\|)/i.test(code) ? 1 : 0;
    const star = line.comment && line.text.trim().startsWith('*') ? ' ' : '';
    take(code, open);
    unfinished = /[^=!<>]=$/.test(code);
    if (line.verbatim) return line;
    const text = line.text.trim();
    return { ...line, text: text && '  '.repeat(depth + continued) + star + text };
  });
}

function take(code, open) {
  let fresh = 0;
  for (const character of code) {
    if ('([{'.includes(character)) {
      open.push(0);
      fresh += 1;
    }
    if (')]}'.includes(character)) {
      open.pop();
      fresh = Math.max(0, fresh - 1);
    }
  }
  if (fresh > 0) open[open.length - fresh] = 1;
}

/** Adds the comma after the last element of a literal that ends on a line of its own. */
function withTrailingCommas(lines) {
  const literals = [];
  return lines.map((line, at) => {
    for (const [offset, character] of [...line.code].entries()) {
      if ('([{'.includes(character)) literals.push(isLiteral(line.code, offset));
      if (')]}'.includes(character)) literals.pop();
    }
    const ends = literals.at(-1) === true && /^\s*[\]}]/.test(lines[at + 1]?.code ?? '');
    const element = /[^,([{\s]\s*$/.test(line.code) && !line.code.trim().startsWith('...');
    return ends && element && !line.verbatim ? `${line.text},` : line.text;
  });
}

/** True for an array, an object and a list of names; false for a block and a call. */
function isLiteral(code, at) {
  if (code[at] === '[') return true;
  if (code[at] === '(') return false;
  return /(?:[=(,:[?]|\b(?:return|import|export))$/.test(code.slice(0, at).trimEnd());
}
