import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a task token stands for: one dispatch of one Task. */
export interface TokenParts {
  readonly executionId: number;
  readonly thread: string;
  readonly ticket: number;
}

/** Makes a token that nobody else can make. */
export function toToken(secret: string, { executionId, thread, ticket }: TokenParts): string {
  const said = `${executionId}:${thread}:${ticket}`;
  return Buffer.from(`${said}:${sign(secret, said)}`).toString('base64url');
}

/** Reads a token; `unknown` has the form of one, but another engine made it. */
export function readToken(secret: string, token: string): TokenParts | 'malformed' | 'unknown' {
  const parts = /^(\d+):([\d.]+):(\d+):([0-9a-f]{64})$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  if (parts === null) return 'malformed';
  const [, execution = '', thread = '', ticket = '', signature = ''] = parts;
  const expected = sign(secret, `${execution}:${thread}:${ticket}`);
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return 'unknown';
  return { executionId: Number(execution), thread, ticket: Number(ticket) };
}

function sign(secret: string, said: string): string {
  return createHmac('sha256', secret).update(said).digest('hex');
}
