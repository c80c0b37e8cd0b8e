import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { ServiceError } from '../errors.ts';

/** One operation: takes the parsed body, answers the response's body. @throws ServiceError */
export type Operation = (body: unknown) => Promise<object> | object;

const TARGET = /^AWSStepFunctions\.([A-Za-z]+)$/;
/** AWS refuses requests over 1 MB of definition; escaping may double a text, and no request needs more. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

/** AWS JSON 1.0 over HTTP: `X-Amz-Target` names the operation, errors carry `__type`. */
export function toApp(operations: Readonly<Record<string, Operation>>, onFault: (error: unknown) => void): Hono {
  const app = new Hono();
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => failure('RequestEntityTooLargeException', 'Request body is too large', 413),
    }),
  );
  app.post('/', async (context) => {
    const name = TARGET.exec(context.req.header('x-amz-target') ?? '')?.[1] ?? '';
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) return failure('UnknownOperationException', `The operation ${name} is not known here`, 400);
    try {
      const answer = await operation(parseBody(await context.req.text()));
      return new Response(JSON.stringify(answer), { status: 200, headers: headers() });
    } catch (error) {
      if (error instanceof ServiceError) return failure(error.code, error.message, 400);
      onFault(error);
      return failure('InternalFailure', 'The engine failed; see its log', 500);
    }
  });
  app.notFound(() => failure('UnknownOperationException', 'POST / with X-Amz-Target is all there is', 404));
  return app;
}

/** An operation whose body is checked against a schema. @throws ServiceError `ValidationException` */
export function operation<T>(schema: z.ZodType<T>, handle: (input: T) => Promise<object> | object): Operation {
  return (body) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return handle(parsed.data);
    throw new ServiceError('ValidationException', explain(parsed.error.issues, body));
  };
}

function explain(issues: readonly z.core.$ZodIssue[], body: unknown): string {
  const lines = issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')} is not implemented by this engine`;
    const field = issue.path.map(String).join('.');
    const value = typeof body === 'object' && body !== null ? Reflect.get(body, String(issue.path[0])) : undefined;
    const shown = value === undefined ? 'Value null' : 'Value';
    const rule = value === undefined ? 'Member must not be null' : issue.message;
    return `${shown} at '${field}' failed to satisfy constraint: ${rule}`;
  });
  return `${lines.length} validation error${lines.length === 1 ? '' : 's'} detected: ${lines.join('; ')}`;
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new ServiceError('SerializationException', 'The body is not JSON');
  }
}

function failure(code: string, message: string, status: number): Response {
  const type = code === 'UnknownOperationException' ? `com.amazon.coral.service#${code}` : code;
  return new Response(JSON.stringify({ __type: type, message }), { status, headers: { ...headers(), 'x-amzn-errortype': code } });
}

function headers(): Record<string, string> {
  return { ...HEADERS, 'x-amzn-requestid': randomUUID() };
}
