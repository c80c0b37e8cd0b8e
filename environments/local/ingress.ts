import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ApiPeople, Claims } from './api-people.ts';

type ProxyHandler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/** API Gateway's own limit on a request body, in bytes. */
const MAX_BODY = 10 * 1024 * 1024;

/** Routes of the ingress; the same paths as the REST API in the cloud. */
export type Routes = Readonly<Record<string, ProxyHandler>>;

/** The API behind the ingress, and who may use it. */
export interface ApiRoute {
  readonly handler: ProxyHandler;
  readonly authorise: ApiPeople['authorise'];
}

/** What of the API the authoriser lets everybody through to; the Lambda checks its senders itself. */
const OPEN = 'POST /v1/webhooks/tasks';

/** API Gateway (REST, proxy integration) on this machine: raw request to event, result to response. */
export function openIngress(routes: Routes, api: ApiRoute, describe: () => unknown, pages: Routes = {}): Hono {
  const app = new Hono();
  app.get('/local', (context) => context.json(describe()));
  const tooLarge = bodyLimit({
    maxSize: MAX_BODY,
    onError: (context) => context.json({ error: { code: 'BODY_TOO_LARGE', message: 'A delivery may have at most 10 MB.' } }, 413),
  });
  for (const [path, handler] of Object.entries(routes)) {
    app.post(path, tooLarge, async (context) => {
      const body = Buffer.from(await context.req.arrayBuffer());
      const result = await handler(toProxyEvent(context.req.raw, path, body));
      return toResponse(result);
    });
  }
  for (const [path, handler] of Object.entries(pages)) {
    app.get(path, async (context) => toResponse(await handler(toProxyEvent(context.req.raw, path, Buffer.alloc(0)))));
  }
  app.all('/v1/*', tooLarge, async ({ req }) => {
    const claims = api.authorise(req.header('authorization'));
    if (claims === undefined && `${req.method} ${req.path}` !== OPEN) return Response.json(UNAUTHORIZED, { status: 401 });
    const body = Buffer.from(await req.arrayBuffer());
    return toResponse(await api.handler(toProxyEvent(req.raw, req.path, body, claims)));
  });
  app.notFound((context) =>
    context.json({ error: { code: 'ROUTE_NOT_FOUND', message: `There is no ${context.req.path} here.` } }, 404),
  );
  app.onError((_error, context) => context.json({ message: 'Internal server error' }, 502));
  return app;
}

/** What API Gateway answers in the name of its authoriser. */
const UNAUTHORIZED = {
  error: { code: 'UNAUTHORIZED', message: 'Nobody is signed in. Send a token: Authorization: Bearer <token>.' },
};

/** The event that API Gateway makes of a request; `body` is its raw bytes, `claims` are what its authoriser knows of the sender. */
export function toProxyEvent(request: Request, path: string, body: Buffer, claims?: Claims): APIGatewayProxyEvent {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const headers = Object.fromEntries(request.headers);
  const text = body.toString('utf8');
  // API Gateway hands over text as it is and anything else in base64.
  const isText = Buffer.from(text, 'utf8').equals(body);
  const now = new Date();
  return {
    resource: path,
    path,
    httpMethod: request.method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: Object.keys(query).length > 0 ? query : null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: isText ? text : body.toString('base64'),
    isBase64Encoded: !isText,
    requestContext: { ...toRequestContext(path, request.method, now), ...(claims ? { authorizer: { claims } } : {}) },
  };
}

function toRequestContext(path: string, httpMethod: string, now: Date): APIGatewayProxyEvent['requestContext'] {
  const nobody = {
    accessKey: null,
    accountId: null,
    apiKey: null,
    apiKeyId: null,
    caller: null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    user: null,
    userAgent: null,
    userArn: null,
  };
  return {
    accountId: '000000000000',
    apiId: 'local',
    authorizer: undefined,
    httpMethod,
    identity: { ...nobody, sourceIp: '127.0.0.1' },
    path,
    protocol: 'HTTP/1.1',
    requestId: randomUUID(),
    requestTimeEpoch: now.getTime(),
    resourceId: 'local',
    resourcePath: path,
    stage: 'local',
  };
}

function toResponse(result: APIGatewayProxyResult): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(result.headers ?? {})) headers.set(name, String(value));
  const body = result.isBase64Encoded ? Buffer.from(result.body, 'base64') : result.body;
  return new Response(body === '' ? null : body, { status: result.statusCode, headers });
}
