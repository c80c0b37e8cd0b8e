import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { openTestGithub, type TestGithub } from './open-test-github.ts';

const CLIENT = { clientId: 'client', clientSecret: 'secret', callbackUrl: () => 'https://us.example/callback' };
let twin: TestGithub;
beforeAll(async () => {
  twin = await openTestGithub({ oauthApp: CLIENT });
});
afterAll(() => twin.close());

function authorize(parameters: Readonly<Record<string, string>>): Promise<Response> {
  const all = { client_id: 'client', redirect_uri: CLIENT.callbackUrl(), scope: 'repo', state: 's', ...parameters };
  return fetch(`${twin.url}/login/oauth/authorize?${new URLSearchParams(all).toString()}`, { redirect: 'manual' });
}

async function codeOf(login: string): Promise<string> {
  const location = (await authorize({ login })).headers.get('location');
  return new URL(location ?? 'none:').searchParams.get('code') ?? '';
}

async function exchange(code: string, more: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
  const body = new URLSearchParams({ client_id: 'client', client_secret: 'secret', code, ...more });
  const response = await fetch(`${twin.url}/login/oauth/access_token`, { method: 'POST', body });
  return z.record(z.string(), z.string()).parse(await response.json());
}

describe('an OAuth app', () => {
  test('is lent somebody’s identity, with their permissions and name', async () => {
    expect(await (await authorize({})).text()).toContain('Authorize as visitor');
    const { access_token: auth = '', scope } = await exchange(await codeOf('visitor'));
    expect([auth.slice(0, 4), scope]).toEqual(['gho_', 'repo']);
    const octokit = new Octokit({ baseUrl: twin.api, auth });
    expect((await octokit.rest.users.getAuthenticated()).data.login).toBe('visitor');
  });

  test('exchanges a code once, with its secret, within ten minutes', async () => {
    const code = await codeOf('developer');
    expect(await exchange(code, { client_secret: 'other' })).toMatchObject({ error: 'incorrect_client_credentials' });
    expect(await exchange(code)).toMatchObject({ token_type: 'bearer' });
    expect(await exchange(code)).toMatchObject({ error: 'bad_verification_code' });
    const old = await codeOf('developer');
    twin.travel(600_000);
    expect(await exchange(old)).toMatchObject({ error: 'bad_verification_code' });
  });

  test('gets people back at its own address only', async () => {
    const location = (await authorize({ login: 'developer', redirect_uri: 'https://evil.example/' })).headers.get('location');
    expect(location).toMatch(/^https:\/\/us\.example\/callback\?error=redirect_uri_mismatch/);
    expect((await authorize({ client_id: 'other' })).status).toBe(404);
  });
});
