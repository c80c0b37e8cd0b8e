import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTracker } from '#adapters/jira/tracker.ts';
import { clientOf, openTestSite, paragraph, type TestSite, ticketFields } from '#tests/environments/jira/jira-site.ts';

describe('the tracker on Jira', () => {
  let site: TestSite;
  let dana: ReturnType<typeof clientOf>;
  const trackerOf = (apiToken = 'agent-token', host = site.url) =>
    openTracker({ host, email: 'agent@example.com', apiToken: async () => apiToken });

  beforeAll(async () => {
    site = await openTestSite();
    dana = clientOf(site.url, site.jira.human);
  });
  afterAll(() => site.close());

  const file = async (fields: Record<string, unknown> = {}) => (await dana.issues.createIssue(ticketFields(fields))).key;
  const comments = async (key: string) => (await dana.issueComments.getComments({ issueIdOrKey: key })).comments ?? [];

  it('a ticket is read as text with its comments and links', async () => {
    const key = await file({ description: paragraph('Over 50 it is free.'), labels: ['AI'], priority: { name: 'High' } });
    const other = await file({ summary: 'VAT', description: paragraph('19 % in Germany.') });
    await dana.issueLinks.linkIssues({ type: { name: 'Blocks' }, inwardIssue: { key }, outwardIssue: { key: other } });
    await dana.issueComments.addComment({ issueIdOrKey: key, body: paragraph('Soon, please.') });
    expect(await trackerOf().readTicket(key)).toEqual({
      key,
      url: `${site.url}/browse/${key}`,
      summary: 'Free shipping over 50',
      description: 'Over 50 it is free.',
      labels: ['AI'],
      priority: 'High',
      status: 'To Do',
      isDone: false,
      comments: [{ author: 'Dana Reyes', body: 'Soon, please.' }],
      linked: [{ key: other, summary: 'VAT', relation: 'blocks', description: '19 % in Germany.' }],
      attachments: [],
    });
  });

  it('a marked comment is edited in place, and its marker is not shown', async () => {
    const key = await file();
    const tracker = trackerOf();
    await tracker.upsertComment(key, 'task_1:plan', '# Plan 1');
    await tracker.upsertComment(key, 'task_1:outcome', 'Done.');
    await tracker.upsertComment(key, 'task_1:plan', '# Plan 2');
    const bodies = (await comments(key)).map(({ body }) => JSON.stringify(body));
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toContain('Plan 2');
    expect(bodies.join('')).not.toContain('task_1');
  });

  it('a comment whose text is the same is not edited, so that nobody is notified', async () => {
    const key = await file();
    await trackerOf().upsertComment(key, 'plan', 'Plan 1');
    const [before] = await comments(key);
    await trackerOf().upsertComment(key, 'plan', 'Plan 1');
    expect((await comments(key))[0]?.updated).toEqual(before?.updated);
    await trackerOf().upsertComment(key, 'plan', 'Plan 2');
    expect(JSON.stringify((await comments(key))[0]?.body)).toContain('Plan 2');
  });

  it('a marker is found behind many other comments', async () => {
    const key = await file();
    const tracker = trackerOf();
    for (let n = 0; n < 101; n += 1) await dana.issueComments.addComment({ issueIdOrKey: key, body: paragraph(`chat ${n}`) });
    await tracker.upsertComment(key, 'plan', 'Plan 1');
    await tracker.upsertComment(key, 'plan', 'Plan 2');
    const { total } = await dana.issueComments.getComments({ issueIdOrKey: key, maxResults: 1 });
    expect(total).toBe(102);
  });

  it('twins who write the same marker at once leave one comment', async () => {
    const key = await file();
    await Promise.all([1, 2, 3, 4].map((n) => trackerOf().upsertComment(key, 'plan', `Plan by ${n}`)));
    expect(await comments(key)).toHaveLength(1);
  });

  it('a ticket moves to a status by name, once, and a missing status is no error', async () => {
    const key = await file();
    const tracker = trackerOf();
    expect(await tracker.moveTo(key, 'in progress')).toBe(true);
    expect(await tracker.moveTo(key, 'In Progress')).toBe(true);
    expect(await tracker.moveTo(key, 'Parked')).toBe(false);
    const { fields, changelog } = await dana.issues.getIssue({ issueIdOrKey: key, expand: 'changelog' });
    expect(fields?.['status']).toMatchObject({ name: 'In Progress' });
    expect(changelog?.histories).toHaveLength(1);
  });

  it('a person is read with the address the profile shows', async () => {
    const { human, agent } = site.jira;
    expect(await trackerOf().readPerson(human.accountId)).toMatchObject({ name: 'Dana Reyes', email: 'dana@example.com' });
    expect(await trackerOf().readPerson(agent.accountId)).not.toHaveProperty('email');
    await expect(trackerOf().readPerson('nobody')).rejects.toMatchObject({ name: 'InputError', code: 'PERSON_NOT_FOUND' });
  });

  it('a missing ticket, a refused token and a dead server are told apart', async () => {
    await expect(trackerOf().readTicket('SHOP-9999')).rejects.toMatchObject({ name: 'InputError', code: 'TICKET_NOT_FOUND' });
    await expect(trackerOf('wrong').readTicket('SHOP-1')).rejects.toMatchObject({ name: 'PolicyError', kind: 'auth' });
    const dead = trackerOf('agent-token', 'http://127.0.0.1:9');
    await expect(dead.readTicket('SHOP-1')).rejects.toMatchObject({ name: 'UpstreamError', code: 'JIRA_UNREACHABLE' });
  });

  it('a rotated token is read again', async () => {
    const tokens = ['old-token', 'agent-token'];
    const tracker = openTracker({
      host: site.url,
      email: 'agent@example.com',
      apiToken: async () => tokens.shift() ?? 'agent-token',
    });
    await expect(tracker.readTicket(await file())).resolves.toMatchObject({ status: 'To Do' });
  });
});
