import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import type { Person } from '#domain/person.ts';
import type { ApiEvent } from './request.ts';

/** Claims as API Gateway hands them on, all of them texts; source: AWS, "Control access to REST APIs using Amazon Cognito user pools". */
const authorizerSchema = z.object({
  claims: z.object({
    sub: z.string().min(1).max(128),
    token_use: z.literal('id'),
    email: z.string().optional(),
    email_verified: z.literal(['true', 'false']).optional(),
    name: z.string().optional(),
  }),
});

/**
 * Who calls, from the verified identity token. An e-mail address counts only when Cognito has verified it: by it people are
 * known in other channels. @throws InputError `UNAUTHORIZED`
 */
export function readCaller({ requestContext }: Pick<ApiEvent, 'requestContext'>): Person {
  const parsed = authorizerSchema.safeParse(requestContext.authorizer);
  if (!parsed.success) {
    throw new InputError('Nobody is signed in.', {
      code: 'UNAUTHORIZED',
      remedy: 'Send an identity token: Authorization: Bearer <token>.',
    });
  }
  const { sub, email, email_verified, name } = parsed.data.claims;
  const verified = email_verified === 'true' ? email : undefined;
  return { channel: 'api', id: sub, name: name || verified || sub, ...(verified ? { email: verified } : {}) };
}
