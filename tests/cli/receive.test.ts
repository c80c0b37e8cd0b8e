import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../cli/main.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { SECRETS } from '../lambdas/webhooks/signed.ts';
import { aWorld, type World } from '../lambdas/webhooks/world.ts';

const DELIVERIES = fileURLToPath(new URL('../fixtures/deliveries/', import.meta.url));

let world: World;
let server: HttpServer;
let directory: string;

/** The real handlers behind HTTP, as the local ingress puts them. */
function anIngress(): Hono {
  const app = new Hono();
  app.get('/local', (c) =>
    c.json({
      ingress: server.url,
      jira: { webhookSecret: SECRETS['stepwright/jira/webhook-secret'] },
      github: { webhookSecret: SECRETS['stepwright/github/webhook-secret'] },
      slack: { signingSecret: SECRETS['stepwright/slack/signing-secret'] },
      sentry: { clientSecret: SECRETS['stepwright/sentry/client-secret'] },
    }),
  );
  for (const channel of ['jira', 'github', 'slack', 'sentry'] as const) {
    app.post(`/webhooks/${channel}`, async (c) => {
      const body = Buffer.from(await c.req.arrayBuffer()).toString('base64');
      const result = await world[channel]({ httpMethod: 'POST', headers: c.req.header(), body, isBase64Encoded: true });
      return new Response(result.body, { status: result.statusCode, headers: { 'x-stepwright-status': '', ...result.headers } });
    });
  }
  return app;
}

async function run(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await runCli(argv, { write: (text) => (out += text) }, { write: (text) => (err += text) });
  return { code, out, err };
}

const receive = (file: string, ...more: readonly string[]): ReturnType<typeof run> =>
  run('receive', file, '--url', server.url, ...more);
const recording = (name: string): string => join(DELIVERIES, `${name}.json`);

function file(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stepwright-cli-'));
  server = await serve(anIngress());
});

beforeEach(() => {
  world = aWorld([], {}, { start: new Date().toISOString() });
});

afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

test('a recorded delivery of Sentry is signed anew, whatever time it was recorded at', async () => {
  expect(await receive(recording('sentry-event-alert-triggered'))).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^accepted task_/),
  });
  expect((await receive(recording('sentry-issue-resolved'))).out).toMatch(/^ignored: /);
});

describe('receive', () => {
  test.each([
    ['jira-issue-created', 0, /^accepted task_\w{26}\n$/],
    ['jira-label-added', 0, /^accepted task_\w{26}\n$/],
    ['jira-unrelated-update', 0, /^ignored: the label AI was neither put on SHIP-7 nor taken off\n$/],
    ['jira-comment-approve', 1, /^refused\nSHIP-7 has no task/],
    ['slack-command-approve', 1, /^refused\nSHIP-7 has no task/],
    ['slack-button-approve', 1, /^refused\nThere is no task/],
    ['slack-command-misspelt', 1, /^refused\n.*Did you mean `\/agent approve SHIP-1`/],
    ['slack-button-reject', 0, /^accepted: asked in the form reject/],
    ['slack-event-app-mention', 0, /^accepted: the slack agent answers it/],
    ['slack-event-channel-message', 0, /^ignored: the message neither mentions us/],
    ['github-check-suite-completed', 0, /^ignored: no task waits for example\/shipping@/],
  ])('sends %s so that it is taken as the vendor’s own, and exits %i', async (name, code, out) => {
    expect(await receive(recording(name))).toEqual({ code, out: expect.stringMatching(out), err: '' });
  });

  test.each(readdirSync(DELIVERIES))('every recording that ships is answered: %s', async (file) => {
    const { out, err } = await receive(recording(file.replace(/\.json$/, '')));
    expect(err).toBe('');
    expect(out).toMatch(/^(accepted|ignored|refused)\b/);
  });

  test('sends a new delivery each time, or the same one with --keep-id', async () => {
    const name = recording('jira-issue-created');
    expect((await receive(name)).out).toMatch(/^accepted/);
    expect((await receive(name)).out).toMatch(/^live .*already has the live task/);
    await receive(name, '--keep-id');
    world = aWorld([], {}, { start: new Date().toISOString() });
    expect((await receive(name, '--keep-id')).out).toMatch(/^accepted/);
    expect((await receive(name, '--keep-id')).out).toMatch(/^duplicate/);
  });

  test('answers in JSON for scripts', async () => {
    const { out } = await receive(recording('jira-unrelated-update'), '--output', 'json');
    expect(JSON.parse(out)).toEqual({
      http: 200,
      status: 'ignored',
      reason: 'the label AI was neither put on SHIP-7 nor taken off',
    });
  });

  test('reads the channel off the headers and the body as text', async () => {
    const body = 'command=%2Fagent&text=list&user_id=U1&trigger_id=1.2';
    expect((await receive(file('slack.json', { headers: { 'X-Slack-Signature': 'v0=old' }, body }))).out).toBe(
      'accepted\nNo task is live.\n',
    );
    expect((await receive(file('github.json', { headers: { 'x-github-event': 'ping' }, body: '{"zen":"é"}' }))).out).toBe(
      'ignored: ping is of no interest\n',
    );
  });

  test('exits 1 with the reason when the delivery is refused', async () => {
    const broken = file('broken.json', { channel: 'jira', headers: {}, body: '{"half":' });
    expect(await receive(broken)).toEqual({
      code: 1,
      out: expect.stringMatching(/^refused \(400 BODY_MALFORMED\): The body is not JSON/),
      err: '',
    });
  });

  test.each([
    [
      'a file that is not there',
      () => ['receive', join(directory, 'none.json')],
      /none\.json cannot be read: there is no such file/,
    ],
    ['a file that is not JSON', () => ['receive', file('text.json', 'hello')], /is not JSON/],
    ['a file without a body', () => ['receive', file('nobody.json', { channel: 'jira' })], /is not a recorded delivery.*body/],
    [
      'an unknown channel',
      () => ['receive', file('fax.json', { channel: 'fax', body: {} })],
      /unknown channel "fax".*jira, github, slack/,
    ],
    ['no channel at all', () => ['receive', file('which.json', { body: {} })], /neither "channel" nor its headers/],
    ['no file', () => ['receive'], /missing required argument/],
    ['an unknown command', () => ['dance'], /unknown command/],
    ['an unknown format', () => ['receive', recording('jira-issue-created'), '--output', 'xml'], /text, json/],
    ['an address that is none', () => ['receive', recording('jira-issue-created'), '--url', 'nowhere'], /--url takes an address/],
    [
      'nobody at the address',
      () => ['receive', recording('jira-issue-created'), '--url', 'http://127.0.0.1:1'],
      /Nothing answers at http:\/\/127\.0\.0\.1:1.*npm start/,
    ],
  ])('given %s exits 2 and says so', async (_what, argv, message) => {
    expect(await run(...argv())).toEqual({ code: 2, out: '', err: expect.stringMatching(message) });
  });

  test('given a program that is not Stepwright exits 2 and says so', async () => {
    const other = await serve(new Hono());
    const { code, err } = await run('receive', recording('jira-issue-created'), '--url', other.url);
    await other.close();
    expect([code, err]).toEqual([2, expect.stringContaining('is not a local Stepwright environment')]);
  });
});
