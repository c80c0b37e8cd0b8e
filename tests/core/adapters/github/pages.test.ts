import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openPersonalHost } from '#adapters/github/personal-host.ts';
import { openRepoHost } from '#adapters/github/repo-host.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const sha = 'a'.repeat(40);
const REPO = '/repos/acme/shop';

type Lists = Readonly<Record<string, readonly object[]>>;

/** What GitHub calls the list in its answer, where it is no bare list. */
const NAMED: Readonly<Record<string, string>> = {
  [`${REPO}/commits/${sha}/check-runs`]: 'check_runs',
  [`${REPO}/commits/${sha}/check-suites`]: 'check_suites',
  [`${REPO}/commits/${sha}/status`]: 'statuses',
  [`${REPO}/actions/runs`]: 'workflow_runs',
};

const token = { token: 'ghs_x', expires_at: new Date(Date.now() + 3_600_000).toISOString() };

/** What is not read as a list: who we are, and what we ask for. */
function answerCall(call: string): Response | undefined {
  if (call.endsWith('/installation')) return Response.json({ id: 1, account: { login: 'acme' } });
  if (call.endsWith('/access_tokens')) return Response.json(token, { status: 201 });
  return call.startsWith('POST ') ? Response.json({}, { status: 201 }) : undefined;
}

/** One page of a list as GitHub answers it: at most 100 entries, and a header that leads to the next page. */
function answerPage(url: URL, all: readonly object[]): Response {
  const { pathname, searchParams } = url;
  const [page, size] = [Number(searchParams.get('page') ?? 1), Math.min(100, Number(searchParams.get('per_page') ?? 30))];
  const items = all.slice((page - 1) * size, page * size);
  const name = NAMED[pathname];
  const next = `<${url.origin}${pathname}?per_page=${size}&page=${page + 1}>; rel="next"`;
  const headers = page * size < all.length ? { link: next } : {};
  const answer = Response.json(name === undefined ? items : { total_count: all.length, [name]: items }, { headers });
  return Object.defineProperty(answer, 'url', { value: url.href });
}

/** GitHub with these lists by path. */
function paging(lists: Lists): { send: typeof fetch; asked: string[] } {
  const asked: string[] = [];
  const send: typeof fetch = async (input, init) => {
    const url = new URL(new Request(input).url);
    const call = `${init?.method ?? 'GET'} ${url.pathname}`;
    asked.push(call);
    return answerCall(call) ?? answerPage(url, lists[url.pathname] ?? []);
  };
  return { send, asked };
}

function hostWith(lists: Lists) {
  const { send, asked } = paging(lists);
  const host = openRepoHost({ apiUrl: 'https://git.test', appId: '1', privateKey: async () => pem, fetch: send });
  return { host, asked };
}

const many = (count: number, toItem: (n: number) => object): object[] => Array.from({ length: count }, (_, n) => toItem(n));

const toItem = (n: number) => ({
  number: n,
  title: '',
  user: null,
  labels: [],
  state: 'open',
  ...(n < 150 ? { pull_request: {} } : {}),
});

describe('what does not fit onto one page of GitHub’s is read to its end', () => {
  test('open pull requests from or into a branch, as far as the thousandth', async () => {
    const pulls = many(1_050, (n) => ({ number: n + 1 }));
    const { host } = hostWith({ [`${REPO}/pulls`]: pulls });
    expect(await host.listOpenPullRequests('acme/shop', { base: 'main' })).toEqual(
      Array.from({ length: 1_000 }, (_, n) => n + 1),
    );
    const { host: small } = hostWith({ [`${REPO}/pulls`]: pulls.slice(0, 101) });
    expect(await small.listOpenPullRequests('acme/shop', { head: 'x' })).toHaveLength(101);
  });

  test('a suite of Actions that is still at work behind a hundred others keeps CI from being over', async () => {
    const run = { name: 'test', status: 'completed', conclusion: 'success', html_url: 'https://x' };
    const idle = { status: 'queued', app: { slug: 'some-app' }, latest_check_runs_count: 0 };
    const suites = [
      ...many(100, () => idle),
      { status: 'in_progress', app: { slug: 'github-actions' }, latest_check_runs_count: 0 },
    ];
    const lists = { [`${REPO}/commits/${sha}/check-runs`]: [run] };
    const at = `${REPO}/commits/${sha}/check-suites`;
    expect(await hostWith({ ...lists, [at]: suites }).host.readChecks('acme/shop', sha)).toMatchObject({ concluded: false });
    expect(await hostWith({ ...lists, [at]: suites.slice(0, 100) }).host.readChecks('acme/shop', sha)).toMatchObject({
      concluded: true,
    });
  });

  test('a failed status behind a hundred others is a failed check', async () => {
    const statuses = many(101, (n) => ({
      context: `c${n}`,
      state: n === 100 ? 'failure' : 'success',
      target_url: null,
      created_at: '',
    }));
    const { host } = hostWith({ [`${REPO}/commits/${sha}/status`]: statuses });
    const { checks } = await host.readChecks('acme/shop', sha);
    expect(checks.filter(({ conclusion }) => conclusion === 'failure')).toEqual([
      { name: 'c100', conclusion: 'failure', url: '' },
    ]);
  });

  test('failed runs of Actions are run again, also those behind a hundred others', async () => {
    const runs = many(102, (id) => ({ id, status: 'completed', conclusion: id > 99 ? 'failure' : 'success' }));
    const { host, asked } = hostWith({ [`${REPO}/actions/runs`]: runs });
    await host.rerunFailedChecks('acme/shop', sha);
    const again = asked.filter((call) => call.endsWith('/rerun-failed-jobs'));
    expect(again).toEqual([100, 101].map((id) => `POST ${REPO}/actions/runs/${id}/rerun-failed-jobs`));
  });

  test('issues behind pages of pull requests, and no page more than is needed', async () => {
    const { send, asked } = paging({ [`${REPO}/issues`]: many(500, toItem) });
    const host = openPersonalHost({ apiUrl: 'https://git.test', token: 'gho_x', fetch: send });
    const found = await host.listIssues('acme/shop', { state: 'open', limit: 30 });
    expect(found.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, n) => 150 + n));
    expect(asked).toHaveLength(2);
  });
});
