import { Hono } from 'hono';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { examine, type Run } from '../../cli/doctor.ts';
import { runCli } from '../../cli/main.ts';
import { serve } from '#environments/local/http/serve.ts';

/** A machine on which these programs answer so, and no others are. */
const having =
  (programs: Readonly<Record<string, { ok: boolean; text: string }>>): Run =>
  (program) =>
    programs[program];

const RIGHT = { git: { ok: true, text: 'git version 2.39.5' }, unshare: { ok: true, text: '' } };
const look = (programs: Parameters<typeof having>[0], data = tmpdir()) => examine({ data, output: 'text' }, having(programs));

describe('this machine', () => {
  test('that has everything is well', async () => {
    const { text, exitCode } = await look(RIGHT);
    expect([exitCode, text.split('\n').map((line) => line.slice(0, 4).trim())]).toEqual([0, ['ok', 'ok', 'ok', 'ok']]);
  });

  test.each([
    ['without git', { unshare: RIGHT.unshare }, 1, /^bad {3}git {9}Install git 2\.38/m],
    ['with an old git', { ...RIGHT, git: { ok: true, text: 'git version 2.30.2' } }, 1, /^bad {3}git {9}2\.30: install/m],
    [
      'without namespaces',
      { ...RIGHT, unshare: { ok: false, text: 'unshare failed: Operation not permitted' } },
      0,
      /^warn {2}sandbox {5}unshare failed: Op.*trust/m,
    ],
    ['without unshare', { git: RIGHT.git }, 0, /^warn {2}sandbox.*util-linux/m],
  ])('%s is told what to do', async (_, programs, code, line) => {
    const { text, exitCode } = await look(programs);
    expect([exitCode, text]).toEqual([code, expect.stringMatching(line)]);
  });

  test('keeps its data where it can be written, also in a directory that is yet to be made', async () => {
    expect((await look(RIGHT, `${tmpdir()}/not/there`)).exitCode).toBe(0);
    expect((await look(RIGHT, `${import.meta.filename}/below`)).text).toMatch(
      /^bad {3}data .*doctor\.test\.ts cannot be written to/m,
    );
  });
});

/** Examines an environment whose channels answer with these statuses. */
async function examineWith(status: (channel: string) => number): Promise<{ text: string; exitCode: number }> {
  const app = new Hono().post('/live/webhooks/:channel', (c) => new Response(null, { status: status(c.req.param('channel')) }));
  const server = await serve(app);
  try {
    return await examine({ url: `${server.url}/live/`, data: '', output: 'text' });
  } finally {
    await server.close();
  }
}

describe('an environment', () => {
  test('is well when every channel answers and refuses what is not signed', async () => {
    const { text, exitCode } = await examineWith(() => 401);
    expect([exitCode, text.match(/^ok /gm)?.length]).toEqual([0, 4]);
  });

  test.each([
    [200, /TAKES DELIVERIES THAT NOBODY SIGNED/],
    [403, /firewall/],
    [404, /no such channel/],
    [429, /throttled/],
    [500, /Its program fails/],
    [503, /Its program fails/],
    [418, /answers 418/],
  ])('that answers %d is not, and it is said what that means', async (status, says) => {
    const { text, exitCode } = await examineWith((channel) => (channel === 'slack' ? status : 401));
    expect([exitCode, text.match(/^bad .*/m)?.[0]]).toEqual([1, expect.stringMatching(says)]);
  });

  test('where nothing answers is not', async () => {
    const { text, exitCode } = await examine({ url: 'http://127.0.0.1:1', data: '', output: 'json' });
    expect([exitCode, JSON.parse(text)]).toEqual([
      1,
      expect.arrayContaining([expect.objectContaining({ what: 'jira', state: 'bad' })]),
    ]);
  });

  test('whose address is none is a mistake of usage', async () => {
    const silent = { write: () => undefined };
    expect(await runCli(['doctor', '--url', 'nowhere'], silent, silent)).toBe(2);
  });
});
