import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { openRepoHost } from '#adapters/github/repo-host.ts';
import { toFailure } from '#domain/failure.ts';
import type { RepoHost } from '#ports/repo-host.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

type Answer = () => Response;

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers });
const refusal = (status: number, message: string, headers?: Record<string, string>): Answer => {
  return () => json({ message, documentation_url: 'https://docs.github.com' }, status, headers);
};

const FIND = 'GET /repos/acme/shop/installation';
const expires_at = new Date(Date.now() + 3_600_000).toISOString();
const DEFAULTS: Readonly<Record<string, readonly Answer[]>> = {
  [FIND]: [() => json({ id: 1, account: { login: 'acme' } })],
  'POST /app/installations/1/access_tokens': [() => json({ token: 'ghs_x', expires_at, permissions: {} }, 201)],
};

/** GitHub, reduced to one installation and to answers that a test gives by path; counts what is asked. */
function hostWith(answers: Readonly<Record<string, readonly Answer[]>>): { host: RepoHost; asked: string[]; waits: number[] } {
  const asked: string[] = [];
  const waits: number[] = [];
  const send = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const { pathname } = url;
    const call = `${init?.method ?? 'GET'} ${pathname}`;
    asked.push(call);
    const given = { ...DEFAULTS, ...answers }[call];
    if (given === undefined) throw new TypeError(`fetch failed: ${call}`);
    const times = asked.filter((one) => one === call).length;
    const response = (given[times - 1] ?? given.at(-1))!();
    return Object.defineProperty(response, 'url', { value: url.href });
  };
  const host = openRepoHost({
    apiUrl: 'https://api.github.test',
    appId: '1',
    privateKey: async () => KEY,
    fetch: send,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
  });
  return { host, asked, waits };
}

const READ = 'GET /repos/acme/shop';
const REPOSITORY = { full_name: 'acme/shop', description: null, default_branch: 'main', clone_url: 'https://x' };

test.each([
  [403, 'Resource not accessible by integration', 'PolicyError', 'INSUFFICIENT_GITHUB_REPO_PERMISSIONS', 'auth', false],
  [404, 'Not Found', 'InputError', 'REPO_NOT_FOUND_OR_NO_ACCESS', 'config', false],
  [409, 'Conflict', 'ConflictError', 'BRANCH_MOVED', 'concurrency', true],
  [422, 'Validation Failed', 'InputError', 'GITHUB_REQUEST_INVALID', 'config', false],
  [429, 'Too many requests', 'UpstreamError', 'GITHUB_UNREACHABLE', 'network', true],
  [500, 'Server Error', 'UpstreamError', 'GITHUB_UNREACHABLE', 'network', true],
  [502, 'Bad Gateway', 'UpstreamError', 'GITHUB_UNREACHABLE', 'network', true],
])('%i %s is a %s', async (status, message, name, code, kind, retryable) => {
  const { host } = hostWith({ [READ]: [refusal(status, message)] });
  const failure = await host.readRepository('acme/shop').catch(toFailure);
  expect(failure).toMatchObject({ name, code, kind, retryable, message: expect.stringContaining(message) });
});

test('an app that GitHub does not know is a matter of permissions', async () => {
  const { host } = hostWith({ [FIND]: [refusal(401, 'Integration not found')] });
  expect(await host.readRepository('acme/shop').catch(toFailure)).toMatchObject({
    name: 'PolicyError',
    code: 'INSUFFICIENT_GITHUB_REPO_PERMISSIONS',
    kind: 'auth',
  });
});

test('a network that is down is upstream and worth another try', async () => {
  const { host } = hostWith({});
  const failure = await host.readRepository('acme/shop').catch(toFailure);
  expect(failure).toMatchObject({ name: 'UpstreamError', code: 'GITHUB_UNREACHABLE', retryable: true });
});

test('a used-up rate limit is upstream, not a matter of permissions', async () => {
  const headers = { 'x-ratelimit-remaining': '0' };
  const { host } = hostWith({ [READ]: [refusal(403, 'API rate limit exceeded', headers)] });
  expect(await host.readRepository('acme/shop').catch(toFailure)).toMatchObject({ code: 'GITHUB_UNREACHABLE' });
});

test('a secondary rate limit is waited for as long as GitHub says, once', async () => {
  const limited = refusal(403, 'You have exceeded a secondary rate limit', { 'retry-after': '7' });
  const { host, waits } = hostWith({ [READ]: [limited, () => json(REPOSITORY)] });
  expect(await host.readRepository('acme/shop')).toMatchObject({ name: 'acme/shop', topics: [], description: '' });
  expect(waits).toEqual([7_000]);
});

test('a limit of so many requests a minute is waited for until the next minute, by GitHub’s clock', async () => {
  const headers = {
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '1800000030',
    date: new Date(1_800_000_000_000).toUTCString(),
  };
  const { host, waits } = hostWith({ [READ]: [refusal(403, 'API rate limit exceeded', headers), () => json(REPOSITORY)] });
  expect(await host.readRepository('acme/shop')).toMatchObject({ name: 'acme/shop' });
  expect(waits).toEqual([30_000]);
});

test('a rate limit that lasts longer than a minute is left to the caller', async () => {
  const { host, waits } = hostWith({ [READ]: [refusal(429, 'Slow down', { 'retry-after': '600' })] });
  expect(await host.readRepository('acme/shop').catch(toFailure)).toMatchObject({ code: 'GITHUB_UNREACHABLE' });
  expect(waits).toEqual([]);
});

test('a key that cannot be read is said to be the trouble', async () => {
  const host = openRepoHost({ apiUrl: 'https://x.test', appId: '1', privateKey: async () => 'no key', fetch });
  expect(await host.readRepository('acme/shop').catch(toFailure)).toMatchObject({
    name: 'PolicyError',
    code: 'GITHUB_APP_KEY_INVALID',
  });
});

test('the installation is looked up once, and again after GitHub no longer knows it', async () => {
  const gone = refusal(404, 'Not Found');
  const { host, asked } = hostWith({ [READ]: [() => json(REPOSITORY), () => json(REPOSITORY), gone, () => json(REPOSITORY)] });
  const lookups = (): number => asked.filter((call) => call.endsWith('/installation')).length;
  await host.readRepository('acme/shop');
  await host.readRepository('acme/shop');
  expect(lookups()).toBe(1);
  await expect(host.readRepository('acme/shop')).rejects.toThrow(/not found/);
  await host.readRepository('acme/shop');
  expect(lookups()).toBe(2);
});

const unknown: Answer = () =>
  json({ message: 'Validation Failed', errors: [{ resource: 'PullRequest', field: 'head', code: 'invalid' }] }, 422);

test('a branch that pull requests do not know yet is waited for', async () => {
  const created = { number: 3, title: 't', body: 'b', html_url: 'https://x/3', head: { sha: 'abc' } };
  const { host, waits } = hostWith({
    'GET /repos/acme/shop/pulls': [() => json([])],
    'POST /repos/acme/shop/pulls': [unknown, unknown, () => json(created, 201)],
  });
  const input = { repo: 'acme/shop', branch: 'b', baseBranch: 'main', title: 't', body: 'b' };
  expect(await host.ensureDraftPullRequest(input)).toMatchObject({ prNumber: 3, headSha: 'abc', prUrl: 'https://x/3' });
  expect(waits).toHaveLength(2);
});

test('where there are no drafts, an ordinary pull request is opened', async () => {
  const noDrafts = refusal(422, 'Draft pull requests are not supported in this repository.');
  const created = { number: 4, title: 't', body: 'b', html_url: 'https://x/4', head: { sha: 'abc' } };
  const { host } = hostWith({
    'GET /repos/acme/shop/pulls': [() => json([])],
    'POST /repos/acme/shop/pulls': [noDrafts, () => json(created, 201)],
  });
  const input = { repo: 'acme/shop', branch: 'b', baseBranch: 'main', title: 't', body: 'b' };
  expect(await host.ensureDraftPullRequest(input)).toMatchObject({ prNumber: 4 });
});

const SHA = 'a'.repeat(40);
const checksOf = (runs: object[], suites: object[], statuses: object[] = []): Record<string, Answer[]> => ({
  [`GET /repos/acme/shop/commits/${SHA}/check-runs`]: [() => json({ total_count: runs.length, check_runs: runs })],
  [`GET /repos/acme/shop/commits/${SHA}/check-suites`]: [() => json({ total_count: suites.length, check_suites: suites })],
  [`GET /repos/acme/shop/commits/${SHA}/status`]: [() => json({ state: 'pending', statuses })],
});
const done = { name: 'test', status: 'completed', conclusion: 'success', started_at: '2026-01-01T10:00:00Z', html_url: 'u' };
const actions = { slug: 'github-actions' };

test.each([
  ['all ended', [done], [], [], true],
  ['nothing there', [], [], [], false],
  ['one still runs', [done, { ...done, status: 'in_progress', conclusion: null }], [], [], false],
  [
    'a later job of Actions has no check yet',
    [done],
    [{ status: 'in_progress', app: actions, latest_check_runs_count: 1 }],
    [],
    false,
  ],
  ['another app never reports', [done], [{ status: 'queued', app: { slug: 'silent' }, latest_check_runs_count: 0 }], [], true],
  ['a status is pending', [done], [], [{ context: 'ci', state: 'pending', created_at: '2026-01-01T10:00:00Z' }], false],
  ['a status has ended', [], [], [{ context: 'ci', state: 'error', created_at: '2026-01-01T10:00:00Z' }], true],
])('checks, when %s', async (_, runs, suites, statuses, concluded) => {
  const { host } = hostWith(checksOf(runs, suites, statuses));
  expect((await host.readChecks('acme/shop', SHA)).concluded).toBe(concluded);
});

test('a conclusion that GitHub adds one day is no success', async () => {
  const { host } = hostWith(checksOf([{ ...done, conclusion: 'startup_failure' }], []));
  expect((await host.readChecks('acme/shop', SHA)).checks).toEqual([{ name: 'test', conclusion: 'failure', url: 'u' }]);
});

test.each([
  ['is asked again until GitHub has worked it out', [null, null, false], 'conflict', 3],
  ['is left open when GitHub takes too long', [null], 'unknown', 5],
])('whether a pull request fits onto its base branch %s', async (_, answers, mergeability, times) => {
  const pull = 'GET /repos/acme/shop/pulls/7';
  const { host, asked } = hostWith({ [pull]: answers.map((mergeable) => () => json({ state: 'open', mergeable })) });
  expect(await host.readMergeability({ repo: 'acme/shop', number: 7 })).toBe(mergeability);
  expect(asked.filter((call) => call === pull)).toHaveLength(times);
});
