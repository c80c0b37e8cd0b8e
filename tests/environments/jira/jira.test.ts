import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAuthError, isNotFoundError } from 'jira.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, openTarget, openTestSite, paragraph, type TestSite, ticketFields } from './jira-site.ts';

const bodyOf = async (call: Promise<unknown>) => call.catch((error: { body: unknown }) => error.body);

describe('the Jira twin, used through jira.js', () => {
  let site: TestSite;
  let target: Awaited<ReturnType<typeof openTarget>>;
  let dana: ReturnType<typeof clientOf>;
  let agent: ReturnType<typeof clientOf>;

  beforeAll(async () => {
    target = await openTarget();
    site = await openTestSite({ webhookUrl: () => target.url });
    dana = clientOf(site.url, site.jira.human);
    agent = clientOf(site.url, site.jira.agent);
  });
  afterAll(async () => {
    await site.close();
    await target.close();
  });

  const file = async (fields: Record<string, unknown> = {}) => (await dana.issues.createIssue(ticketFields(fields))).key;

  it('a created ticket is read back with every field it was given', async () => {
    const description = paragraph('Orders over 50 ship free.');
    const key = await file({ description, labels: ['AI', 'shop'], priority: { name: 'High' } });
    const { fields } = await agent.issues.getIssue({ issueIdOrKey: key });
    expect(fields).toMatchObject({
      summary: 'Free shipping over 50',
      description,
      labels: ['AI', 'shop'],
      priority: { name: 'High' },
      status: { name: 'To Do', statusCategory: { key: 'new' } },
      reporter: { displayName: 'Dana Reyes', emailAddress: 'dana@example.com', accountType: 'atlassian' },
      project: { key: 'SHOP' },
      comment: { total: 0 },
    });
  });

  it('only the fields asked for are sent', async () => {
    const key = await file();
    const { fields } = await agent.issues.getIssue({ issueIdOrKey: key, fields: ['summary', 'status'] });
    expect(Object.keys(fields ?? {}).sort()).toEqual(['status', 'summary']);
  });

  it('a wrong token is refused with 401 and an unknown ticket with 404', async () => {
    const stranger = clientOf(site.url, { email: 'dana@example.com', apiToken: 'wrong' });
    await expect(stranger.myself.getCurrentUser()).rejects.toSatisfy(isAuthError);
    await expect(agent.issues.getIssue({ issueIdOrKey: 'SHOP-9999' })).rejects.toSatisfy(isNotFoundError);
    expect(await bodyOf(agent.issues.getIssue({ issueIdOrKey: 'SHOP-9999' }))).toEqual({
      errorMessages: ['Issue does not exist or you do not have permission to see it.'],
      errors: {},
    });
  });

  it.each([
    ['no summary', { summary: undefined }, 'summary'],
    ['a summary of two lines', { summary: 'a\nb' }, 'summary'],
    ['an unknown project', { project: { key: 'NONE' } }, 'project'],
    ['an unknown issue type', { issuetype: { name: 'Dream' } }, 'issuetype'],
    ['an unknown priority', { priority: { name: 'Soonish' } }, 'priority'],
    ['a label with a space', { labels: ['a b'] }, 'labels'],
    ['a description that is no document', { description: { type: 'doc' } }, 'description'],
    ['a field that is not there', { colour: 'red' }, 'colour'],
  ])('%s is refused with 400 and the name of the field', async (_, fields, name) => {
    const body = await bodyOf(dana.issues.createIssue(ticketFields(fields)));
    expect(body).toMatchObject({ errors: { [name]: expect.any(String) } });
  });

  it('an edit adds and removes labels, and the history says so', async () => {
    const key = await file({ labels: ['shop'] });
    await dana.issues.editIssue({ issueIdOrKey: key, update: { labels: [{ add: 'AI' }, { remove: 'shop' }] } });
    const { fields, changelog } = await dana.issues.getIssue({ issueIdOrKey: key, expand: 'changelog' });
    expect(fields?.['labels']).toEqual(['AI']);
    expect(changelog?.histories?.[0]?.items).toMatchObject([{ field: 'labels', fromString: 'shop', toString: 'AI' }]);
  });

  it('a ticket moves from any status to any', async () => {
    const key = await file();
    const { transitions = [] } = await agent.issues.getTransitions({ issueIdOrKey: key });
    expect(transitions.map(({ to }) => to?.name)).toEqual(['To Do', 'In Progress', 'In Review', 'Done']);
    await agent.issues.doTransition({ issueIdOrKey: key, transition: { id: '41' } });
    await agent.issues.doTransition({ issueIdOrKey: key, transition: { id: '21' } });
    const { fields } = await agent.issues.getIssue({ issueIdOrKey: key, fields: ['status'] });
    expect(fields?.['status']).toMatchObject({ name: 'In Progress' });
    const body = await bodyOf(agent.issues.doTransition({ issueIdOrKey: key, transition: { id: '99' } }));
    expect(body).toMatchObject({ errorMessages: [expect.stringContaining('99')] });
  });

  it('comments are added, edited by their author only, paged and deleted', async () => {
    const key = await file();
    const ids: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      const { id = '' } = await agent.issueComments.addComment({ issueIdOrKey: key, body: paragraph(text) });
      ids.push(id);
    }
    await agent.issueComments.updateComment({ issueIdOrKey: key, id: ids[0]!, body: { body: paragraph('first') } });
    const edit = dana.issueComments.updateComment({ issueIdOrKey: key, id: ids[0]!, body: { body: paragraph('mine') } });
    await expect(edit).rejects.toMatchObject({ status: 400 });
    const page = await agent.issueComments.getComments({ issueIdOrKey: key, startAt: 1, maxResults: 1, orderBy: '-created' });
    expect(page).toMatchObject({ total: 3, startAt: 1, comments: [{ id: ids[1] }] });
    await agent.issueComments.deleteComment({ issueIdOrKey: key, id: ids[1]! });
    const left = await agent.issueComments.getComments({ issueIdOrKey: key });
    expect(left.comments?.map(({ body }) => body)).toEqual([paragraph('first'), paragraph('three')]);
  });

  it('an empty comment is refused', async () => {
    const key = await file();
    const add = dana.issueComments.addComment({ issueIdOrKey: key, body: { type: 'doc', version: 1, content: [] } });
    await expect(add).rejects.toMatchObject({ status: 400, body: { errors: { comment: expect.any(String) } } });
  });

  it('text sent to version 2 becomes a document', async () => {
    const { key } = await dana.issues.createIssue(ticketFields({ description: 'line one\nline two' }));
    const { fields } = await dana.issues.getIssue({ issueIdOrKey: key });
    expect(fields?.['description']).toMatchObject({ type: 'doc', content: [{ type: 'paragraph' }, { type: 'paragraph' }] });
    await dana.issueComments.addComment({ issueIdOrKey: key, body: '@agent approve' });
    const { comments } = await dana.issueComments.getComments({ issueIdOrKey: key });
    expect(comments?.[0]?.body).toEqual(paragraph('@agent approve'));
  });

  it('links are shown from both ends', async () => {
    const [blocker, blocked] = [await file(), await file()];
    await dana.issueLinks.linkIssues({ type: { name: 'Blocks' }, inwardIssue: { key: blocker }, outwardIssue: { key: blocked } });
    const { fields } = await dana.issues.getIssue({ issueIdOrKey: blocked, fields: ['issuelinks'] });
    expect(fields?.['issuelinks']).toMatchObject([{ type: { inward: 'is blocked by' }, inwardIssue: { key: blocker } }]);
  });

  it('a client finds people, projects, fields and the server', async () => {
    expect(await agent.myself.getCurrentUser()).toMatchObject({ accountType: 'app', displayName: 'Stepwright' });
    expect(await agent.userSearch.findUsers({ query: 'dana' })).toMatchObject([{ emailAddress: 'dana@example.com' }]);
    expect(await agent.projects.getProject({ projectIdOrKey: 'SHOP' })).toMatchObject({ key: 'SHOP' });
    expect((await agent.projects.searchProjects({})).values).toMatchObject([{ key: 'SHOP' }]);
    expect((await agent.issueFields.getFields()).map(({ id }) => id)).toContain('labels');
    expect(await agent.serverInfo.getServerInfo()).toMatchObject({ deploymentType: 'Cloud' });
    const types = await agent.issues.getCreateIssueMetaIssueTypes({ projectIdOrKey: 'SHOP' });
    expect(types.issueTypes?.map(({ name }) => name)).toEqual(['Task', 'Bug', 'Story']);
  });

  it('what the twin does not know is answered with 404, never with success', async () => {
    await expect(agent.dashboards.getAllDashboards({})).rejects.toSatisfy(isNotFoundError);
  });

  it('malformed JSON is refused with 400', async () => {
    const authorization = `Basic ${Buffer.from(`${site.jira.human.email}:${site.jira.human.apiToken}`).toString('base64')}`;
    const response = await fetch(`${site.url}/rest/api/3/issue`, {
      method: 'POST',
      headers: { authorization },
      body: '{"fields":',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errorMessages: [expect.stringContaining('parsing JSON')] });
  });

  it('the page of a ticket shows its comments and escapes what people wrote', async () => {
    const key = await file({ summary: '<script>alert(1)</script>', description: paragraph('a <b>bold</b> claim') });
    const link = { type: 'text', text: 'here', marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }] };
    const body = { type: 'doc' as const, version: 1, content: [{ type: 'paragraph', content: [link] }] };
    await dana.issueComments.addComment({ issueIdOrKey: key, body });
    const page = await (await fetch(`${site.url}/browse/${key}`)).text();
    expect(page).toContain('&lt;script&gt;');
    expect(page).toContain('a &lt;b&gt;bold&lt;/b&gt; claim');
    expect(page).not.toContain('javascript:');
  });
});

describe('webhooks of the Jira twin', () => {
  it('creation, label changes, moves and comments are sent signed, each with its own identifier', async () => {
    const target = await openTarget();
    const site = await openTestSite({ webhookUrl: () => target.url });
    const dana = clientOf(site.url, site.jira.human);
    const { key } = await dana.issues.createIssue(ticketFields({ description: paragraph('Please.'), labels: ['shop'] }));
    await site.jira.idle();
    await dana.issues.editIssue({ issueIdOrKey: key, update: { labels: [{ add: 'AI' }] } });
    await site.jira.idle();
    await dana.issueComments.addComment({ issueIdOrKey: key, body: paragraph('@agent approve') });
    await site.jira.idle();
    expect(target.received.map(({ event }) => event)).toEqual(['jira:issue_created', 'jira:issue_updated', 'comment_created']);
    expect(target.received.every(({ signed }) => signed)).toBe(true);
    expect(new Set(target.received.map(({ identifier }) => identifier)).size).toBe(3);
    const [created, updated, commented] = target.received.map(({ body }) => body);
    expect(created).toMatchObject({
      timestamp: expect.any(Number),
      user: { accountId: site.jira.human.accountId, emailAddress: 'dana@example.com' },
      issue: { key, fields: { summary: 'Free shipping over 50', description: 'Please.', labels: ['shop'] } },
    });
    expect(updated?.changelog?.items).toEqual([
      { field: 'labels', fieldtype: 'jira', fieldId: 'labels', from: null, fromString: 'shop', to: null, toString: 'shop AI' },
    ]);
    expect(commented).toMatchObject({
      comment: { body: '@agent approve', author: { displayName: 'Dana Reyes' } },
      issue: { key },
    });
    await site.close();
    await target.close();
  });

  it('an edit that changes nothing sends nothing', async () => {
    const target = await openTarget();
    const site = await openTestSite({ webhookUrl: () => target.url });
    const dana = clientOf(site.url, site.jira.human);
    const { key } = await dana.issues.createIssue(ticketFields({ labels: ['AI'] }));
    await dana.issues.editIssue({ issueIdOrKey: key, update: { labels: [{ add: 'AI' }] } });
    await site.jira.idle();
    expect(target.received.map(({ event }) => event)).toEqual(['jira:issue_created']);
    await site.close();
    await target.close();
  });

  it('a refused webhook is sent again under the same identifier; one that is wrong in itself is not', async () => {
    const answers = [503, 429, 200, 400];
    const target = await openTarget(() => answers.shift() ?? 200);
    const site = await openTestSite({ webhookUrl: () => target.url });
    const dana = clientOf(site.url, site.jira.human);
    await dana.issues.createIssue(ticketFields());
    await site.jira.idle();
    expect(new Set(target.received.map(({ identifier }) => identifier)).size).toBe(1);
    expect(target.received.map(({ retry }) => retry)).toEqual([undefined, '1', '2']);
    await dana.issues.createIssue(ticketFields());
    await site.jira.idle();
    expect(target.received).toHaveLength(4);
    await site.close();
    await target.close();
  });

  it('webhooks that nobody could take are sent after a restart, and none is lost', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'jira-'));
    const file = join(directory, 'jira.db');
    const first = await openTestSite({ file });
    const dana = clientOf(first.url, first.jira.human);
    const keys: string[] = [];
    for (let n = 0; n < 3; n += 1) keys.push((await dana.issues.createIssue(ticketFields())).key);
    await first.close();
    const target = await openTarget();
    const second = await openTestSite({ file, webhookUrl: () => target.url });
    await second.jira.idle();
    expect(target.received.map(({ body }) => body.issue.key).toSorted((a, b) => a.localeCompare(b))).toEqual(keys);
    expect(second.jira.human.apiToken).toBe(first.jira.human.apiToken);
    const { fields } = await clientOf(second.url, second.jira.human).issues.getIssue({ issueIdOrKey: keys[0]! });
    expect(fields?.['summary']).toBe('Free shipping over 50');
    await second.close();
    await target.close();
    rmSync(directory, { recursive: true });
  });
});
