import { createHmac } from 'node:crypto';
import type { ProxyEvent } from '#lambdas/http/request.ts';

/** Secrets of the tests; the fake Secrets port knows them by these names. */
export const SECRETS: Readonly<Record<string, string>> = {
  'stepwright/jira/webhook-secret': 'jira-secret',
  'stepwright/github/webhook-secret': 'github-secret',
  'stepwright/slack/signing-secret': 'slack-secret',
  'stepwright/sentry/client-secret': 'sentry-secret',
};

export const secrets = { read: (name: string): Promise<string> => Promise.resolve(SECRETS[name] ?? '') };

export const hmac = (secret: string, data: string | Buffer): string => createHmac('sha256', secret).update(data).digest('hex');

export function proxyEvent(body: string | Buffer, headers: Record<string, string>, base64 = false): ProxyEvent {
  const bytes = Buffer.from(body);
  return { httpMethod: 'POST', headers, body: bytes.toString(base64 ? 'base64' : 'utf8'), isBase64Encoded: base64 };
}

/** A delivery as Jira Cloud sends it. */
export function jiraDelivery(body: unknown, id = 'jira-delivery-1'): ProxyEvent {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = {
    'X-Atlassian-Webhook-Identifier': id,
    'X-Hub-Signature': `sha256=${hmac('jira-secret', text)}`,
    'Content-Type': 'application/json; charset=UTF-8',
  };
  return proxyEvent(text, headers);
}

/** A delivery as GitHub sends it. */
export function githubDelivery(name: string, body: unknown, id = '72d3162e-cc78-11e3-81ab-4c9367dc0958'): ProxyEvent {
  const text = JSON.stringify(body);
  const headers = {
    'X-GitHub-Event': name,
    'X-GitHub-Delivery': id,
    'X-Hub-Signature-256': `sha256=${hmac('github-secret', text)}`,
  };
  return proxyEvent(text, headers);
}

/** A delivery of Slack's Events API. */
export function slackEvent(payload: object, at: Date, secret = 'slack-secret'): ProxyEvent {
  const text = JSON.stringify(payload);
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const headers = {
    'X-Slack-Request-Timestamp': timestamp,
    'X-Slack-Signature': `v0=${hmac(secret, `v0:${timestamp}:${text}`)}`,
    'Content-Type': 'application/json',
  };
  return proxyEvent(text, headers);
}

/** A delivery as Slack sends it: form-encoded, signed at this time. */
export function slackDelivery(fields: Record<string, string>, at: Date): ProxyEvent {
  const text = new URLSearchParams(fields).toString();
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const headers = {
    'X-Slack-Request-Timestamp': timestamp,
    'X-Slack-Signature': `v0=${hmac('slack-secret', `v0:${timestamp}:${text}`)}`,
    'Content-Type': 'application/x-www-form-urlencoded',
  };
  return proxyEvent(text, headers);
}

/** A delivery as Sentry sends it, at this time. */
export function sentryDelivery(resource: string, body: unknown, at: Date, id = '1e9f5f1f6a5b4c3d8e7f6a5b4c3d2e1f'): ProxyEvent {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = {
    'Content-Type': 'application/json',
    'Request-ID': id,
    'Sentry-Hook-Resource': resource,
    'Sentry-Hook-Timestamp': String(Math.floor(at.getTime() / 1_000)),
    'Sentry-Hook-Signature': hmac('sentry-secret', text),
  };
  return proxyEvent(text, headers);
}
