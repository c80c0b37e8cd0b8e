import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTracker } from '#adapters/jira/tracker.ts';
import { serve } from '#environments/local/http/serve.ts';
import { clientOf, openTestSite, type TestSite, ticketFields } from '#tests/environments/jira/jira-site.ts';

const trackerAt = (host: string, apiToken = 'agent-token') =>
  openTracker({ host, email: 'agent@example.com', apiToken: async () => apiToken });

describe('files at a ticket', () => {
  let site: TestSite;
  let dana: ReturnType<typeof clientOf>;

  beforeAll(async () => {
    site = await openTestSite();
    dana = clientOf(site.url, site.jira.human);
  });
  afterAll(() => site.close());

  const attach = async (key: string, filename: string, content: string | Buffer) => {
    const [added] = await dana.issueAttachments.addAttachment({ issueIdOrKey: key, attachments: { filename, content } });
    return String(added?.id);
  };
  const fileTicket = async () => (await dana.issues.createIssue(ticketFields())).key;

  it('are listed with their kind and size, and one is read as text', async () => {
    const key = await fileTicket();
    const id = await attach(key, 'rates.csv', 'zone,rate\nde,4.90\n');
    const { attachments } = await trackerAt(site.url).readTicket(key);
    expect(attachments).toEqual([{ id, name: 'rates.csv', type: expect.any(String), bytes: 18 }]);
    expect(await trackerAt(site.url).readAttachment(id, 1_000)).toBe('zone,rate\nde,4.90\n');
  });

  it('are cut where they are too long, between characters', async () => {
    const id = await attach(await fileTicket(), 'a.log', 'ä'.repeat(1_000));
    expect(await trackerAt(site.url).readAttachment(id, 101)).toBe('ä'.repeat(50));
  });

  it('that are no text, are gone, or may not be read are left out', async () => {
    const id = await attach(await fileTicket(), 'a.log', Buffer.from([0x50, 0x4b, 0, 1]));
    expect(await trackerAt(site.url).readAttachment(id, 100)).toBeUndefined();
    expect(await trackerAt(site.url).readAttachment('99999', 100)).toBeUndefined();
    expect(await trackerAt(site.url, 'wrong').readAttachment(id, 100)).toBeUndefined();
    expect(await trackerAt('http://127.0.0.1:9').readAttachment(id, 100)).toBeUndefined();
  });

  it('are read where Jira redirects to, without the token', async () => {
    const seen: (string | undefined)[] = [];
    const media = await serve(new Hono().get('/file', (c) => c.text(`media ${seen.push(c.req.header('authorization'))}`)));
    const jira = await serve(new Hono().get('*', (c) => c.redirect(`${media.url.replace('127.0.0.1', 'localhost')}/file`, 303)));
    expect(await trackerAt(jira.url).readAttachment('1', 100)).toBe('media 1');
    expect(seen).toEqual([undefined]);
    await Promise.all([media.close(), jira.close()]);
  });

  it('never are more bytes than wanted, however many come', async () => {
    let sent = 0;
    const endless = () =>
      new ReadableStream({
        pull: (controller) => {
          sent += 1;
          controller.enqueue(Buffer.from('x'.repeat(1_000)));
        },
      });
    const jira = await serve(new Hono().get('*', () => new Response(endless())));
    expect(await trackerAt(jira.url).readAttachment('1', 2_500)).toBe('x'.repeat(2_500));
    await jira.close();
    expect(sent).toBeLessThan(10_000);
  });

  it('are shown on the page, announced, and served by the twin with and without a redirect', async () => {
    const key = await fileTicket();
    const id = await attach(key, 'note.txt', 'hello');
    const headers = { authorization: `Basic ${btoa(`${site.jira.human.email}:${site.jira.human.apiToken}`)}` };
    const content = `${site.url}/rest/api/3/attachment/content/${id}`;
    const moved = await fetch(content, { headers, redirect: 'manual' });
    expect(moved.status).toBe(303);
    expect(await (await fetch(moved.headers.get('location') ?? '')).text()).toBe('hello');
    expect((await fetch(`${content}?redirect=false`)).status).toBe(401);
    expect(await (await fetch(`${site.url}/browse/${key}`)).text()).toContain('note.txt');
    const form = new FormData();
    form.append('file', new Blob(['x']), 'x.txt');
    const url = `${site.url}/rest/api/3/issue/${key}/attachments`;
    expect((await fetch(url, { method: 'POST', headers, body: form })).status).toBe(403);
    const { changelog } = await dana.issues.getIssue({ issueIdOrKey: key, expand: 'changelog' });
    expect(changelog?.histories?.[0]?.items?.[0]).toMatchObject({ field: 'Attachment' });
    await dana.issueAttachments.removeAttachment({ id });
    expect((await trackerAt(site.url).readTicket(key)).attachments).toEqual([]);
  });
});
