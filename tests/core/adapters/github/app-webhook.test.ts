import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openAppWebhook } from '#adapters/github/app-webhook.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

interface Asked {
  readonly url: string;
  readonly method: string | undefined;
  readonly authorization: string | null;
  readonly body: unknown;
}

/** The app's webhook at a GitHub that answers with this status. */
function openWith(status: number) {
  const asked: Asked[] = [];
  const send: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    const body: unknown = JSON.parse(typeof init?.body === 'string' ? init.body : 'null');
    asked.push({ url: new Request(input).url, method: init?.method, authorization: headers.get('authorization'), body });
    return Response.json(status === 200 ? { content_type: 'json', secret: '********' } : { message: 'no' }, { status });
  };
  const webhook = openAppWebhook({ apiUrl: 'https://github.test', appId: '1', privateKey: async () => pem, fetch: send });
  return { asked, webhook };
}

describe('the webhook of the GitHub App', () => {
  test('gets its secret from the app itself', async () => {
    const { asked, webhook } = openWith(200);
    await webhook.setSecret('s1');
    const url = 'https://github.test/app/hook/config';
    expect(asked).toEqual([
      { url, method: 'PATCH', authorization: expect.stringMatching(/^bearer \S+\.\S+\.\S+$/i), body: { secret: 's1' } },
    ]);
  });

  test('tells a refusal without the secret', async () => {
    const refused: unknown = await openWith(403)
      .webhook.setSecret('very-secret')
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'UpstreamError', code: 'WEBHOOK_SECRET_NOT_SET' });
    expect(JSON.stringify(refused, Object.getOwnPropertyNames(refused))).not.toContain('very-secret');
  });
});
