import type { ErrorEvent, StackFrame } from '#ports/error-tracker.ts';

/** Frames shown of each exception. */
const MAX_FRAMES = 30;
const MAX_LINE = 200;
const MAX_EXCEPTIONS = 3;

/** The stack trace as text: of each exception first the frames of the project's own code, then those of libraries. */
export function toTrace({ exceptions, message }: Pick<ErrorEvent, 'exceptions' | 'message'>): string {
  if (exceptions.length === 0) return message;
  const shown = exceptions.slice(0, MAX_EXCEPTIONS).map(({ type, value, frames }, index) => {
    const head = cut(`${index === 0 ? '' : 'Caused by '}${type || 'Error'}: ${value}`, 500);
    const own = frames.filter(({ inApp }) => inApp);
    const others = frames.filter(({ inApp }) => !inApp);
    const left = Math.max(0, MAX_FRAMES - own.length);
    return [
      head,
      ...own.slice(0, MAX_FRAMES).map(toLine),
      ...(others.length > 0 ? ['  -- libraries --'] : []),
      ...others.slice(0, left).map(toLine),
      ...(frames.length > MAX_FRAMES ? [`  … ${frames.length - MAX_FRAMES} more frames`] : []),
    ].join('\n');
  });
  return shown.join('\n\n');
}

function toLine({ file, function: name, line, code }: StackFrame): string {
  const at = `  at ${name} (${file}${line === undefined ? '' : `:${line}`})`;
  return cut(code === undefined ? at : `${at}  ${code}`, MAX_LINE);
}

function cut(text: string, length: number): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  return line.length > length ? `${line.slice(0, length).toWellFormed()}…` : line;
}
