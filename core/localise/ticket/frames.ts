/** One place in a stack trace or a compiler's message. */
export interface Frame {
  readonly path: string;
  readonly line: number;
  /** The function, without its class or package; empty when the trace does not name it. */
  readonly name: string;
}

/** Each captures named groups path, line and perhaps name. */
const FORMS: readonly RegExp[] = [
  /File "(?<path>[^"\n]+)", line (?<line>\d+)(?:, in (?<name>[\w<>.]+))?/g,
  /\bat (?:async )?(?:new )?(?:(?<name>[\w$.<>[\] ]{1,120}?) )?\(?(?:file:\/\/)?(?<path>(?:\w:)?[^\s():]+\.\w{1,5}):(?<line>\d+):\d+\)?/g,
  /\bat (?<scope>[\w$.]+)\.(?<name>[\w$<>]+)\((?<file>[\w$]+\.(?:java|kt|scala|groovy|clj)):(?<line>\d+)\)/g,
  /\bin (?<name>[\w.~<>:]{1,120}?)\b[^\n]{0,200}? at (?<path>[^\s:]+\.\w{1,4}):(?<line>\d+)/g,
  / in (?<path>[^\s:]+\.\w{1,4}):line (?<line>\d+)/g,
  /(?<path>[^\s:()'"`,]+\.(?:rb|rs|go|c|cc|cpp|h|hpp|py|ts|tsx|js|jsx|java|kt|php|cs|swift|ex|exs)):(?<line>\d+)(?::in [`'](?<name>[^'\n]+)')?/g,
  /#\d+ (?<path>[^\s(]+\.php)\((?<line>\d+)\)/g,
];

/** The frames in a text, the innermost first: Python prints it last, everybody else first. */
export function framesOf(text: string): Frame[] {
  const matches = FORMS.flatMap((form) => [...text.matchAll(form)]).sort((a, b) => a.index - b.index);
  const frames = new Map<string, Frame>();
  let end = 0;
  for (const match of matches) {
    // Two forms may fit one frame; the one that starts earlier says more.
    if (match.index < end) continue;
    end = match.index + match[0].length;
    const frame = toFrame(match);
    frames.set(`${frame.path}:${frame.line}`, frame);
  }
  const ordered = [...frames.values()];
  return /Traceback \(most recent call last\)/.test(text) ? ordered.toReversed() : ordered;
}

function toFrame({ groups = {} }: RegExpExecArray | RegExpMatchArray): Frame {
  const { path, line, name = '', scope, file } = groups;
  const simple = name.split(/[.:#]/).at(-1)?.trim() ?? '';
  return { path: path ?? javaPath(scope ?? '', file ?? ''), line: Number(line), name: /^\w+$/.test(simple) ? simple : '' };
}

/** `com.acme.Foo$1` in Foo.java → com/acme/Foo.java. */
function javaPath(scope: string, file: string): string {
  return [...scope.split('.').slice(0, -1), file].join('/');
}
