const CLOSING = { '//': '\n', '/*': '*/', "'": "'", '"': '"', '`': '`', '/': '/' };

/**
 * Cuts JavaScript into pieces `{ kind, text }`; kind is `code`, `comment`, `string`,
 * `template` (with everything in it) or `regex`.
 */
export function scan(source) {
  const pieces = [];
  let code = '';
  let at = 0;
  while (at < source.length) {
    const opening = openingAt(source, at, code);
    if (!opening) {
      code += source[at];
      at += 1;
      continue;
    }
    if (code) pieces.push({ kind: 'code', text: code });
    code = '';
    const end = endOf(source, at, opening);
    pieces.push({ kind: kindOf(opening), text: source.slice(at, end) });
    at = end;
  }
  if (code) pieces.push({ kind: 'code', text: code });
  return pieces;
}

function openingAt(source, at, code) {
  const two = source.slice(at, at + 2);
  if (two === '//' || two === '/*') return two;
  const one = source[at];
  if (one === '/') return /(?:^|[=(,:[!&|?{};]|\breturn)\s*$/.test(code) ? '/' : undefined;
  return one === "'" || one === '"' || one === '`' ? one : undefined;
}

function endOf(source, start, opening) {
  const closing = CLOSING[opening];
  if (opening === '//' || opening === '/*') {
    const end = source.indexOf(closing, start + 2);
    if (end < 0) return source.length;
    return opening === '//' ? end : end + 2;
  }
  let at = start + 1;
  while (at < source.length && source[at] !== closing) at += source[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, source.length);
}

function kindOf(opening) {
  if (opening === '//' || opening === '/*') return 'comment';
  if (opening === '`') return 'template';
  return opening === '/' ? 'regex' : 'string';
}
