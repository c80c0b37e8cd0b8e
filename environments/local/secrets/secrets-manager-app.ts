import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { StoredSecrets } from './make-secrets.ts';

const requestSchema = z.object({ SecretId: z.string().min(1).max(2_048), VersionStage: z.string().optional() });

const PREFIX = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:';

/** The part of Secrets Manager that we use, `GetSecretValue`, in AWS JSON 1.1; anything else is refused as AWS refuses it. */
export function secretsManagerApp(secrets: StoredSecrets): Hono {
  const app = new Hono();
  app.post('/', async (c) => {
    if (!c.req.header('authorization')?.startsWith('AWS4-HMAC-SHA256 ')) {
      return refuse(c, 'MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    }
    const target = c.req.header('x-amz-target') ?? '';
    if (target !== 'secretsmanager.GetSecretValue') {
      return refuse(c, 'UnknownOperationException', `${target.slice(0, 100) || 'The request'} is not implemented here.`);
    }
    const body: unknown = await c.req.json().catch(() => undefined);
    if (body === undefined) return refuse(c, 'SerializationException', 'The request is not JSON.');
    const request = requestSchema.safeParse(body);
    if (!request.success) return refuse(c, 'InvalidParameterException', 'You must provide a value for SecretId.');
    return getSecretValue(c, request.data, secrets);
  });
  return app;
}

function getSecretValue(
  c: Context,
  { SecretId: id, VersionStage: stage }: z.infer<typeof requestSchema>,
  secrets: StoredSecrets,
) {
  const name = Object.keys(secrets.values).find((candidate) => candidate === id || arnOf(candidate) === id);
  const value = name === undefined ? undefined : secrets.values[name];
  if (name === undefined || value === undefined) {
    return refuse(c, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
  if (stage !== undefined && stage !== 'AWSCURRENT') {
    const message = `Secrets Manager can't find the specified secret value for staging label: ${stage}`;
    return refuse(c, 'ResourceNotFoundException', message);
  }
  const answer = {
    ARN: arnOf(name),
    Name: name,
    VersionId: versionOf(name),
    VersionStages: ['AWSCURRENT'],
    SecretString: value,
    CreatedDate: Date.parse(secrets.createdAt) / 1_000,
  };
  return c.body(JSON.stringify(answer), 200, { 'content-type': 'application/x-amz-json-1.1' });
}

/** AWS ends an ARN with six characters of its own. */
function arnOf(name: string): string {
  return `${PREFIX}${name}-${hashOf(name).slice(0, 6)}`;
}

function versionOf(name: string): string {
  return hashOf(`version of ${name}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function refuse(c: Context, type: string, message: string, status: ContentfulStatusCode = 400): Response {
  return c.body(JSON.stringify({ __type: type, Message: message }), status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-errortype': type,
  });
}
