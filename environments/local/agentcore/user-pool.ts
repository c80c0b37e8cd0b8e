import { randomBytes } from 'node:crypto';
import { sign, verify } from 'hono/jwt';
import { z } from 'zod';
import type { Documents } from '../documents.ts';

/** Cognito's longest life of an access token. */
const LIFE_SECONDS = 86_400;

const claimsSchema = z.object({ sub: z.string(), iss: z.string() });

/** The people who may talk with the chat, and the tokens of their sign-in: what a Cognito user pool is in the cloud. */
export interface UserPool {
  /** A token of this person, good for a day. */
  tokenOf(name: string): Promise<string>;
  /** The subject of a token of this pool; undefined when it is another's, altered or over. */
  verify(token: string): Promise<string | undefined>;
}

/** Opens the pool with a key of its own in this memory; `issuer` tells its tokens from those of other pools. */
export function openUserPool(documents: Documents, issuer: string): UserPool {
  const keys = documents.collection('user_pool_keys', z.string());
  keys.insert(issuer, randomBytes(32).toString('hex'));
  const key = keys.get(issuer) ?? '';
  return {
    tokenOf: (name) => {
      const now = Math.floor(Date.now() / 1_000);
      return sign(
        { sub: name, username: name, token_use: 'access', iss: issuer, iat: now, exp: now + LIFE_SECONDS },
        key,
        'HS256',
      );
    },
    verify: async (token) => {
      const claims = claimsSchema.safeParse(await verify(token, key, 'HS256').catch(() => undefined));
      return claims.success && claims.data.iss === issuer ? claims.data.sub : undefined;
    },
  };
}
