import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, openTestSite, paragraph, type TestSite, ticketFields } from './jira-site.ts';

describe('JQL search of the Jira twin', () => {
  let site: TestSite;
  let dana: ReturnType<typeof clientOf>;

  beforeAll(async () => {
    site = await openTestSite();
    dana = clientOf(site.url, site.jira.human);
    await dana.issues.createIssue(ticketFields({ summary: 'Free shipping', labels: ['AI', 'shop'], priority: { name: 'High' } }));
    await dana.issues.createIssue(
      ticketFields({ summary: 'Wrong VAT', labels: ['bug'], description: paragraph('shipping costs') }),
    );
    await dana.issues.createIssue(ticketFields({ summary: 'Faster checkout', labels: [] }));
    await dana.issues.doTransition({ issueIdOrKey: 'SHOP-3', transition: { id: '41' } });
  });
  afterAll(() => site.close());

  const search = async (jql: string) => {
    const { issues = [] } = await dana.issueSearch.searchAndReconsileIssuesUsingJql({ jql, fields: ['summary'] });
    return issues.map(({ key }) => key);
  };

  it.each([
    ['project = SHOP ORDER BY key', ['SHOP-1', 'SHOP-2', 'SHOP-3']],
    ['project = shop order by created desc', ['SHOP-3', 'SHOP-2', 'SHOP-1']],
    ['labels = AI', ['SHOP-1']],
    ['labels in (bug, AI) ORDER BY key ASC', ['SHOP-1', 'SHOP-2']],
    ['labels != AI', ['SHOP-2']],
    ['labels is EMPTY', ['SHOP-3']],
    ['labels is not empty ORDER BY priority DESC', ['SHOP-1', 'SHOP-2']],
    ['key in (SHOP-2, SHOP-3) ORDER BY key', ['SHOP-2', 'SHOP-3']],
    ['status = Done', ['SHOP-3']],
    ['status = "To Do" AND text ~ "shipping" ORDER BY key', ['SHOP-1', 'SHOP-2']],
    ['summary ~ ship*', ['SHOP-1']],
    ['(labels = bug OR status = Done) AND NOT key = SHOP-2', ['SHOP-3']],
    ['summary ~ \'"Wrong VAT"\'', ['SHOP-2']],
  ])('%s', async (jql, keys) => {
    expect(await search(jql)).toEqual(keys);
  });

  it.each([
    ['colour = red', "Field 'colour' does not exist"],
    ['summary = x', "operator '=' is not supported"],
    ['project =', 'Unexpected end'],
    ['project = SHOP AND', 'Unexpected end'],
    ['project = SHOP labels = x', "Unexpected 'labels'"],
    ['reporter = currentUser()', 'currentUser'],
    ['created > -1d', "Unexpected '>'"],
    ['summary ~ "open', 'quoted string'],
    ['project = SHOP ORDER BY colour', 'sort'],
    ['order by key', 'Unbounded'],
    ['', 'Unbounded'],
  ])('%s is refused with 400', async (jql, message) => {
    await expect(search(jql)).rejects.toMatchObject({ status: 400, body: { errorMessages: [expect.stringContaining(message)] } });
  });

  it('pages are followed by token to the last', async () => {
    const first = await dana.issueSearch.searchAndReconsileIssuesUsingJqlPost({
      jql: 'project = SHOP ORDER BY key',
      fields: ['summary'],
      maxResults: 2,
    });
    expect(first.isLast).toBe(false);
    const nextPageToken = first.nextPageToken ?? '';
    const last = await dana.issueSearch.searchAndReconsileIssuesUsingJql({ jql: 'project = SHOP ORDER BY key', nextPageToken });
    expect(last).toMatchObject({ isLast: true, issues: [{ id: expect.any(String) }] });
  });

  it('the search that Atlassian removed is refused as Atlassian refuses it', async () => {
    const authorization = `Basic ${Buffer.from(`${site.jira.human.email}:${site.jira.human.apiToken}`).toString('base64')}`;
    const response = await fetch(`${site.url}/rest/api/3/search?jql=project=SHOP`, { headers: { authorization } });
    expect(response.status).toBe(410);
  });
});
