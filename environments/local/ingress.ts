import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';

type ProxyHandler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/** API Gateway's own limit on a request body, in bytes. */
const MAX_BODY = 10 * 1024 * 1024;

/** Routes of the ingress; the same paths as the REST API in the cloud. */
export type Routes = Readonly<Record<string, ProxyHandler>>;

/** API Gateway (REST, proxy integration) on this machine: raw request to event, result to response. */
export function openIngress(routes: Routes, describe: () => unknown): Hono {
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
  app.notFound((context) =>
    context.json({ error: { code: 'ROUTE_NOT_FOUND', message: `There is no ${context.req.path} here.` } }, 404),
  );
  app.onError((_error, context) => context.json({ message: 'Internal server error' }, 502));
  return app;
}

/** The event that API Gateway makes of a request; `body` is its raw bytes. */
export function toProxyEvent(request: Request, path: string, body: Buffer): APIGatewayProxyEvent {
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
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: isText ? text : body.toString('base64'),
    isBase64Encoded: !isText,
    requestContext: toRequestContext(path, request.method, now),
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
