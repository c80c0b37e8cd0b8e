import type { APIGatewayProxyEvent } from 'aws-lambda';
import { InputError } from '#domain/errors.ts';

/** One HTTP request as it came over the wire; header names are lower case. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes that the sender signed. */
  readonly body: Buffer;
}

/** The largest body we read: GitHub's and Jira's deliveries are far smaller as a rule. */
const MAX_BODY_BYTES = 1_048_576;

/** What of an API Gateway (REST, v1) proxy event we read. */
export type ProxyEvent = Pick<APIGatewayProxyEvent, 'httpMethod' | 'body' | 'isBase64Encoded'> & {
  readonly headers: Readonly<Record<string, string | undefined>> | null;
};

/** Decodes a proxy event to raw bytes. @throws InputError `ROUTE_NOT_FOUND` (not a POST), `BODY_TOO_LARGE` (over 1 MiB) */
export function readRequest(event: ProxyEvent): HttpRequest {
  if (event.httpMethod !== 'POST') throw new InputError('There is nothing here.', { code: 'ROUTE_NOT_FOUND' });
  return { method: event.httpMethod, headers: readHeaders(event), body: readBody(event) };
}

/** The raw bytes of the body. @throws InputError `BODY_TOO_LARGE` (over 1 MiB) */
export function readBody(event: Pick<ProxyEvent, 'body' | 'isBase64Encoded'>): Buffer {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > MAX_BODY_BYTES) {
    throw new InputError(`The body is larger than ${MAX_BODY_BYTES} bytes.`, { code: 'BODY_TOO_LARGE' });
  }
  return body;
}

/** The headers, their names in lower case. */
export function readHeaders({ headers }: Pick<ProxyEvent, 'headers'>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value ?? '']));
}

/** Parses signed bytes as JSON. @throws InputError `BODY_MALFORMED` */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('The body is not JSON.', {
      code: 'BODY_MALFORMED',
      remedy: 'Send application/json (for GitHub: set the content type in the webhook settings).',
      cause,
    });
  }
}
