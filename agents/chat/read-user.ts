import { z } from 'zod';
import { PolicyError } from '#domain/errors.ts';

const claimsSchema = z.object({ sub: z.string().min(1).max(256) });

/** Who speaks: the subject of their token, and the token itself, by which AgentCore Identity knows them. */
export interface User {
  readonly id: string;
  readonly token: string;
}

/**
 * Reads the bearer token of a request. Its signature, issuer and expiry were checked by AgentCore, whose inbound authorizer lets
 * nothing else through to this process. @throws PolicyError `NOT_SIGNED_IN`
 */
export function readUser(authorization: string | undefined): User {
  const [, token = ''] = /^bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '') ?? [];
  const claims = claimsSchema.safeParse(parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
  if (claims.success) return { id: claims.data.sub, token };
  throw new PolicyError('There is no token of a signed-in user.', {
    code: 'NOT_SIGNED_IN',
    kind: 'auth',
    remedy: 'Send "Authorization: Bearer" with the token of your sign-in.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
