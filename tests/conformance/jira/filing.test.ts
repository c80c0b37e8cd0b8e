import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTracker } from '#adapters/jira/tracker.ts';
import type { NewTicket } from '#ports/tracker.ts';
import { clientOf, openTestSite, type TestSite } from '#tests/environments/jira/jira-site.ts';

const REFERENCE = 'stepwright-sentry-4711';
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

function bug(change: Partial<NewTicket> = {}): NewTicket {
  return {
    project: 'SHOP',
    type: 'Bug',
    summary: 'TypeError: cannot read\nproperties of undefined',
    markdown: `**42** events, see ${REFERENCE} here`,
    labels: ['AI', 'sentry-auto', 'error'],
    priority: 'High',
    ...change,
  };
}

describe('tickets filed on Jira', () => {
  let site: TestSite;
  let dana: ReturnType<typeof clientOf>;
  const open = () => openTracker({ host: site.url, email: 'agent@example.com', apiToken: async () => 'agent-token' });
  const find = (reference: string, since = LONG_AGO, label = 'sentry-auto') =>
    open().findTicket({ project: 'SHOP', label, reference, since });

  beforeAll(async () => {
    site = await openTestSite();
    dana = clientOf(site.url, site.jira.human);
  });
  afterAll(() => site.close());

  it('a ticket has its type, labels and priority, a summary of one line and no more than Jira takes', async () => {
    const { key, url } = await open().createTicket(bug({ summary: `TypeError:\ncannot ${'x'.repeat(300)}` }));
    expect(url).toBe(`${site.url}/browse/${key}`);
    const { fields } = await dana.issues.getIssue({ issueIdOrKey: key });
    expect(fields?.['issuetype']).toMatchObject({ name: 'Bug' });
    expect(fields?.['priority']).toMatchObject({ name: 'High' });
    expect(fields?.['labels']).toEqual(['AI', 'sentry-auto', 'error']);
    expect(fields?.['summary']).toMatch(/^TypeError: cannot x+$/);
    expect(fields?.['summary']).toHaveLength(255);
  });

  it.each([
    ['a project', { project: 'NOPE' }],
    ['a type', { type: 'Saga' }],
    ['a priority', { priority: 'Whenever' }],
  ])('%s that does not exist is refused, with what Jira says about it', async (_what, change) => {
    await expect(open().createTicket(bug(change))).rejects.toMatchObject({ name: 'InputError', code: 'JIRA_REFUSED' });
  });

  it('a ticket is found by its reference as a whole word, and by nothing else', async () => {
    const reference = 'stepwright-sentry-815';
    const { key } = await open().createTicket(bug({ markdown: `Reference: ${reference}` }));
    await open().createTicket(bug({ markdown: `Reference: ${reference}99` }));
    expect(await find(reference)).toBe(key);
    expect(await find('stepwright-sentry-81')).toBeUndefined();
    expect(await find(reference, LONG_AGO, 'other')).toBeUndefined();
    expect(await find(reference, new Date(Date.now() + 60_000))).toBeUndefined();
  });

  it('of two tickets with one reference the newest is found', async () => {
    const reference = 'stepwright-sentry-16';
    await open().createTicket(bug({ markdown: reference }));
    const { key } = await open().createTicket(bug({ markdown: reference }));
    expect(await find(reference)).toBe(key);
  });

  it('a reference cannot end its part of the search and begin another', async () => {
    await open().createTicket(bug());
    expect(await find(`x" OR text ~ "${REFERENCE}`)).toBeUndefined();
  });

  it('two tickets are related once, however often that is asked for', async () => {
    const [one, other] = [await open().createTicket(bug()), await open().createTicket(bug())];
    await open().linkTickets(one.key, other.key);
    await open().linkTickets(one.key, other.key);
    const { linked } = await open().readTicket(one.key);
    expect(linked.map(({ key, relation }) => [key, relation])).toEqual([[other.key, 'relates to']]);
  });
});
