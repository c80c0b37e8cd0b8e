import { describe, expect, test } from 'vitest';
import { openPersonalHost } from '#adapters/github/personal-host.ts';

/** GitHub that answers everything with this. */
function hostAnswering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const asked: Request[] = [];
  const host = openPersonalHost({
    apiUrl: 'https://git.example',
    token: 'gho_maria',
    sleep: async () => undefined,
    fetch: async (input, init) => {
      asked.push(new Request(input, init));
      return Response.json(body, { status, headers });
    },
  });
  return { host, asked };
}

describe('GitHub under a person’s own token', () => {
  test('is asked with that token', async () => {
    const { host, asked } = hostAnswering(201, { number: 7, html_url: 'https://git.example/acme/shipping/issues/7' });
    const made = await host.createIssue({ repo: 'acme/shipping', title: 'T', body: 'B' });
    expect(made).toEqual({ number: 7, url: 'https://git.example/acme/shipping/issues/7' });
    expect(asked.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
      ['https://git.example/repos/acme/shipping/issues', 'token gho_maria'],
    ]);
  });

  test('tells issues from pull requests', async () => {
    const issue = { number: 1, title: 'Bug', user: { login: 'omar' }, labels: ['a', { name: 'b' }], state: 'open' };
    const { host } = hostAnswering(200, [{ ...issue, number: 2, pull_request: {} }, issue]);
    expect(await host.listIssues('acme/shipping', { state: 'open', limit: 30 })).toEqual([
      { number: 1, title: 'Bug', author: 'omar', labels: ['a', 'b'], state: 'open' },
    ]);
  });

  test.each([
    [401, 'PolicyError', 'GITHUB_SIGN_IN_ENDED', /Sign in/],
    [403, 'PolicyError', 'GITHUB_FORBIDDEN', /owners/],
    [404, 'InputError', 'GITHUB_NOT_FOUND', /./],
    [422, 'InputError', 'GITHUB_REQUEST_INVALID', /./],
    [502, 'UpstreamError', 'GITHUB_UNREACHABLE', /./],
  ])('refuses with %d as %s %s', async (status, name, code, remedy) => {
    const { host } = hostAnswering(status, { message: 'no' });
    const refused = host.readRepository('acme/shipping');
    await expect(refused).rejects.toMatchObject({ name, code, remedy: expect.stringMatching(remedy) });
  });
});
