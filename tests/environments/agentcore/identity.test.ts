import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openUserIdentity } from '#adapters/agentcore/open-user-identity.ts';
import { createAgentCoreApp } from '#environments/local/agentcore/app.ts';
import { openIdentity } from '#environments/local/agentcore/identity.ts';
import { openSessionRegistry } from '#environments/local/agentcore/sessions.ts';
import { openUserPool, type UserPool } from '#environments/local/agentcore/user-pool.ts';
import { openDocuments } from '#environments/local/documents.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';

const RETURN = 'https://us.example/chat/signed-in';
let plane: HttpServer;
let vendor: HttpServer;
let users: UserPool;
let maria: string;

beforeEach(async () => {
  let tokens = 0;
  const site = new Hono();
  site.post('/token', async (c) => {
    tokens += 1;
    const { code } = await c.req.parseBody();
    return code === 'good' ? c.json({ access_token: `gho_${tokens}` }) : c.json({ error: 'bad_verification_code' });
  });
  vendor = await serve(site);
  const door = new Hono();
  plane = await serve(door);
  const documents = openDocuments(':memory:');
  users = openUserPool(documents, 'users');
  maria = await users.tokenOf('maria');
  const identity = openIdentity({
    documents,
    users,
    url: plane.url,
    workload: { name: 'chat', returnUrls: [RETURN] },
    provider: {
      name: 'github',
      authorizeUrl: `${vendor.url}/authorize`,
      tokenUrl: `${vendor.url}/token`,
      clientId: 'c',
      clientSecret: 's',
    },
  });
  door.route('/', createAgentCoreApp(new Map(), openSessionRegistry(), { identity }));
});
afterEach(async () => {
  await plane.close();
  await vendor.close();
});

function open(overrides: { workloadName?: string; providerName?: string; returnUrl?: string } = {}) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new BedrockAgentCoreClient({ endpoint: plane.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  return openUserIdentity({ client, workloadName: 'chat', providerName: 'github', returnUrl: RETURN, ...overrides });
}

/** What the browser does: to the vendor, and back with its code; answers where it ends. */
async function browse(url: string, code: string): Promise<URL> {
  const redirect = { redirect: 'manual' } as const;
  const there = new URL((await fetch(url, redirect)).headers.get('location') ?? 'none:');
  const back = new URL(there.searchParams.get('redirect_uri') ?? 'none:');
  back.searchParams.set('state', there.searchParams.get('state') ?? '');
  back.searchParams.set('code', code);
  return new URL((await fetch(back, redirect)).headers.get('location') ?? 'none:');
}

async function begin(code = 'good') {
  const access = await open().githubAccess(maria, { code: 'ABCD-2345' });
  if (access.type !== 'sign-in') throw new Error('there is a token already');
  return { ...access, end: await browse(access.url, code) };
}

describe('the adapter, through the real client', () => {
  test('gets a user’s token after they signed in and the sign-in was completed for them, and keeps it', async () => {
    const { end, sessionUri } = await begin();
    expect(`${end.origin}${end.pathname}`).toBe(RETURN);
    expect(Object.fromEntries(end.searchParams)).toEqual({ session_id: sessionUri, state: 'ABCD-2345' });
    expect(await open().githubAccess(maria, { code: 'x' })).toMatchObject({ type: 'sign-in' });
    await open().completeSignIn(maria, sessionUri);
    expect(await open().githubAccess(maria, { code: 'x' })).toEqual({ type: 'token', token: 'gho_1' });
    expect(await open().githubAccess(await users.tokenOf('omar'), { code: 'x' })).toMatchObject({ type: 'sign-in' });
    expect(await open().githubAccess(maria, { code: 'x', again: true })).toMatchObject({ type: 'sign-in' });
  });

  test('completes nobody else’s sign-in, none that has not come back, and none twice', async () => {
    const { sessionUri } = await begin();
    const omar = await users.tokenOf('omar');
    await expect(open().completeSignIn(omar, sessionUri)).rejects.toMatchObject({ name: 'PolicyError', code: 'IDENTITY_DENIED' });
    await open().completeSignIn(maria, sessionUri);
    await expect(open().completeSignIn(maria, sessionUri)).rejects.toMatchObject({ code: 'IDENTITY_NOT_SET_UP' });
    const early = await open().githubAccess(omar, { code: 'x' });
    const uri = early.type === 'sign-in' ? early.sessionUri : '';
    await expect(open().completeSignIn(omar, uri)).rejects.toMatchObject({ name: 'InputError' });
  });

  test('says what the vendor refused', async () => {
    const { sessionUri } = await begin('bad');
    await expect(open().completeSignIn(maria, sessionUri)).rejects.toThrow(/did not exchange/);
  });

  test.each([{ workloadName: 'other' }, { providerName: 'other' }, { returnUrl: 'https://evil.example/' }])(
    'is refused with %j',
    async (wrong) => {
      await expect(open(wrong).githubAccess(maria, { code: 'x' })).rejects.toMatchObject({ code: 'IDENTITY_NOT_SET_UP' });
    },
  );

  test('is refused for a token of another pool', async () => {
    const forged = await openUserPool(openDocuments(':memory:'), 'users').tokenOf('maria');
    await expect(open().githubAccess(forged, { code: 'x' })).rejects.toMatchObject({ code: 'IDENTITY_DENIED' });
  });
});
