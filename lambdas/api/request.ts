import type { Person } from '#domain/person.ts';
import { type HttpRequest, type ProxyEvent, readBody, readHeaders } from '#lambdas/http/request.ts';

/** One request to the API. */
export interface ApiRequest extends HttpRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** A request of somebody who is known; `params` are the parts of the path that the route names. */
export interface Call {
  readonly by: Person;
  readonly request: ApiRequest;
  readonly params: Readonly<Record<string, string>>;
}

/** What a route answers, unless it throws one of our errors. */
export interface Answer {
  readonly status: 200 | 201;
  readonly body: object;
  /** For the log. */
  readonly taskId?: string | undefined;
}

/** What of an API Gateway (REST, v1) proxy event the API reads. */
export type ApiEvent = ProxyEvent & {
  readonly path: string;
  readonly queryStringParameters: Readonly<Record<string, string | undefined>> | null;
  /** Of the authoriser: `claims` of the token that it has verified. */
  readonly requestContext: { readonly authorizer?: unknown };
};

/** Decodes a proxy event. @throws InputError `BODY_TOO_LARGE` */
export function readApiRequest(event: ApiEvent): ApiRequest {
  const query = Object.entries(event.queryStringParameters ?? {}).map(([name, value]) => [name, value ?? '']);
  return {
    method: event.httpMethod,
    path: event.path,
    query: Object.fromEntries(query),
    headers: readHeaders(event),
    body: readBody(event),
  };
}
