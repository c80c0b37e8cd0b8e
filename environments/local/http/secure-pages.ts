import type { MiddlewareHandler } from 'hono';

/** Pages show outside text: no script runs in them, nothing is loaded from elsewhere, and no other site may frame them. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Sets the headers of pages for people; escaping comes first, these are the second lock. */
export const securePages: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('content-security-policy', POLICY);
  c.header('x-content-type-options', 'nosniff');
};
