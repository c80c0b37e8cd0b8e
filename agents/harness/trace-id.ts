import type { Log } from './log.ts';

/** AWS's and W3C's header of a trace; AgentCore hands both on to the agent. */
const X_RAY = { header: 'x-amzn-trace-id', form: /(?:^|;)Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/ };
const W3C = { header: 'traceparent', form: /^00-([0-9a-f]{8})([0-9a-f]{24})-[0-9a-f]{16}-[0-9a-f]{2}$/ };

/** X-Ray's id of the trace that a request belongs to (`1-…-…`); undefined without a well-formed one. */
export function readTraceId(headerOf: (name: string) => string | undefined): string | undefined {
  for (const { header, form } of [X_RAY, W3C]) {
    const [, time, rest] = form.exec(headerOf(header) ?? '') ?? [];
    if (time !== undefined && rest !== undefined) return `1-${time}-${rest}`;
  }
  return undefined;
}

/** The log with the trace's id in every line. */
export function withTraceId(log: Log, traceId: string | undefined): Log {
  if (traceId === undefined) return log;
  return (level, message, fields) => log(level, message, { traceId, ...fields });
}
