import { createAppAuth } from '@octokit/auth-app';
import type { Octokit } from '@octokit/rest';
import { sign } from 'hono/jwt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clone, folderOf, git, pushBranch } from './git-client.ts';
import { APP_ID, APP_KEY, openOctokit, openTestGithub, type TestGithub } from './open-test-github.ts';

let twin: TestGithub;
let installationId: number;
beforeAll(async () => {
  twin = await openTestGithub();
  for (const name of ['acme/shop', 'acme/tools', 'other/secret']) {
    await twin.github.seedRepository({ name, directory: folderOf({ 'README.md': `# ${name}\n` }) });
  }
  const { data } = await twin.app.rest.apps.getRepoInstallation({ owner: 'acme', repo: 'shop' });
  installationId = data.id;
});
afterAll(() => twin.close());

type TokenRequest = Omit<Parameters<Octokit['rest']['apps']['createInstallationAccessToken']>[0] & object, 'installation_id'>;

async function tokenFor(request: TokenRequest = {}): Promise<string> {
  const { data } = await twin.app.rest.apps.createInstallationAccessToken({ installation_id: installationId, ...request });
  return data.token;
}
const as = (token: string): Octokit => openOctokit(twin.api, { auth: token });
const cloneUrl = (name: string): string => `${twin.url}/git/${name}.git`;

test('the app sees itself and where it is installed', async () => {
  expect((await twin.app.rest.apps.getAuthenticated()).data).toMatchObject({ id: APP_ID, slug: 'stepwright' });
  const { data } = await twin.app.rest.apps.listInstallations();
  expect(data.map(({ account }) => account)).toMatchObject([{ login: 'acme' }, { login: 'other' }]);
  await expect(twin.app.rest.apps.getRepoInstallation({ owner: 'acme', repo: 'none' })).rejects.toMatchObject({ status: 404 });
});

test.each([
  ['without exp', { iss: String(APP_ID) }],
  ['expired', { iss: String(APP_ID), exp: Math.floor(Date.now() / 1_000) - 5 }],
  ['valid for an hour', { iss: String(APP_ID), exp: Math.floor(Date.now() / 1_000) + 3_600 }],
  ['of another app', { iss: '1', exp: Math.floor(Date.now() / 1_000) + 60 }],
])('a JWT %s is refused', async (_, claims) => {
  const key = (await import('node:crypto')).createPrivateKey(APP_KEY).export({ type: 'pkcs8', format: 'pem' }).toString();
  const jwt = await sign(claims, key, 'RS256');
  await expect(as(jwt).request('GET /app', { headers: { authorization: `Bearer ${jwt}` } })).rejects.toMatchObject({
    status: 401,
  });
});

test('a JWT signed by another key is refused', async () => {
  const { privateKey } = (await import('node:crypto')).generateKeyPairSync('rsa', { modulusLength: 2048 });
  const wrong = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const app = openOctokit(twin.api, { authStrategy: createAppAuth, auth: { appId: APP_ID, privateKey: wrong } });
  await expect(app.rest.apps.getAuthenticated()).rejects.toMatchObject({
    status: 401,
    message: expect.stringContaining('A JSON web token could not be decoded'),
  });
});

test('an installation token opens the repositories of its account only', async () => {
  const octokit = as(await tokenFor());
  const { data } = await octokit.rest.apps.listReposAccessibleToInstallation();
  expect(data.repositories.map(({ full_name }) => full_name)).toEqual(['acme/shop', 'acme/tools']);
  await expect(octokit.rest.repos.get({ owner: 'other', repo: 'secret' })).rejects.toMatchObject({ status: 404 });
});

test('a token for one repository opens no other, over the API, in searches and over git', async () => {
  const token = await tokenFor({ repositories: ['shop'] });
  await expect(as(token).rest.repos.get({ owner: 'acme', repo: 'tools' })).rejects.toMatchObject({ status: 404 });
  const found = await as(token)
    .rest.search.code({ q: 'README OR acme' })
    .catch(() => undefined);
  expect(found?.data.items.filter(({ repository }) => repository.full_name !== 'acme/shop') ?? []).toEqual([]);
  await clone(cloneUrl('acme/shop'), token);
  await expect(clone(cloneUrl('acme/tools'), token)).rejects.toThrow(/not found/);
});

test('a token for a repository that is not there is not given', async () => {
  await expect(tokenFor({ repositories: ['shop', 'secret'] })).rejects.toMatchObject({ status: 422 });
});

test('a token with fewer permissions may do less', async () => {
  const reader = await tokenFor({ permissions: { contents: 'read' } });
  const ref = { owner: 'acme', repo: 'shop', ref: 'heads/main' };
  const { data } = await as(reader).rest.git.getRef(ref);
  const create = as(reader).rest.git.createRef({ ...ref, ref: 'refs/heads/no', sha: data.object.sha });
  await expect(create).rejects.toMatchObject({ status: 403, message: expect.stringContaining('not accessible by integration') });
  await expect(as(reader).rest.pulls.list(ref)).rejects.toMatchObject({ status: 403 });
  const folder = await clone(cloneUrl('acme/shop'), reader);
  await expect(pushBranch(folder, 'no', { a: 'a' })).rejects.toThrow(/403/);
});

test('a token may not have more permissions than the app', async () => {
  await expect(tokenFor({ permissions: { administration: 'write' } })).rejects.toMatchObject({ status: 422 });
});

test('a token ends after an hour, for the API and for git', async () => {
  const token = await tokenFor();
  const at = { owner: 'acme', repo: 'shop' };
  twin.travel(3_590_000);
  expect((await as(token).rest.repos.get(at)).status).toBe(200);
  twin.travel(20_000);
  await expect(as(token).rest.repos.get(at)).rejects.toMatchObject({
    status: 401,
    message: expect.stringContaining('Bad credentials'),
  });
  await expect(clone(cloneUrl('acme/shop'), token)).rejects.toThrow(/Authentication failed/);
  twin.travel(-3_610_000);
});

test('tokens survive a restart', async () => {
  const token = await tokenFor();
  const personal = twin.github.personalToken;
  await twin.reopen();
  expect(twin.github.personalToken).toBe(personal);
  expect((await as(token).rest.repos.get({ owner: 'acme', repo: 'shop' })).data.private).toBe(true);
});

test('git without a token is asked for one, with a wrong one refused', async () => {
  const response = await fetch(`${cloneUrl('acme/shop')}/info/refs?service=git-upload-pack`);
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Basic realm="GitHub"');
  await expect(clone(cloneUrl('acme/shop'), 'ghp_wrong')).rejects.toThrow(/Authentication failed/);
  await expect(git('/', 'ls-remote', cloneUrl('acme/shop'))).rejects.toThrow(/could not read Username/);
});

test('anonymous clients see nothing', async () => {
  const nobody = openOctokit(twin.api, {});
  await expect(nobody.rest.repos.get({ owner: 'acme', repo: 'shop' })).rejects.toMatchObject({ status: 404 });
  await expect(nobody.rest.users.getAuthenticated()).rejects.toMatchObject({ status: 401 });
});

test('people do what their role lets them: who may only read still takes part in the conversation', async () => {
  const { reviewer = '', visitor = '' } = twin.github.tokens;
  const shop = { owner: 'acme', repo: 'shop' };
  const roles = async (username: string) =>
    (await twin.octokit.rest.repos.getCollaboratorPermissionLevel({ ...shop, username })).data.permission;
  expect([await roles('developer'), await roles('reviewer'), await roles('visitor'), await roles('nobody')]).toEqual([
    'admin',
    'write',
    'read',
    'read',
  ]);
  await pushBranch(await clone(cloneUrl('acme/shop'), reviewer), 'theirs', { 'a.md': 'a\n' });
  const { data: pull } = await as(reviewer).rest.pulls.create({ ...shop, head: 'theirs', base: 'main', title: 'Theirs' });
  const said = await as(visitor).rest.issues.createComment({ ...shop, issue_number: pull.number, body: 'Nice.' });
  expect(said.data.user?.login).toBe('visitor');
  await expect(as(visitor).rest.pulls.merge({ ...shop, pull_number: pull.number })).rejects.toMatchObject({ status: 403 });
  const folder = await clone(cloneUrl('acme/shop'), visitor);
  await expect(pushBranch(folder, 'no', { 'b.md': 'b\n' })).rejects.toThrow(/403/);
});
