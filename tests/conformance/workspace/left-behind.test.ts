import { beforeAll, describe, expect, test } from 'vitest';
import { openSandbox } from '#adapters/sandbox/open-sandbox.ts';
import { createRunTool } from '#agents/execution/tools/run-tool.ts';
import type { Workspace } from '#ports/workspace.ts';
import { createServer, openAt, sandbox } from '../../core/adapters/git/server.ts';
import { isolation, openPlace } from '../../core/adapters/sandbox/sandbox-place.ts';

const bare = openSandbox({ path: process.env['PATH'] ?? '', home: process.env['HOME'], namespaces: false });
const WAYS = [['without a sandbox', bare] as const, ...(isolation.isolated ? [['in a sandbox', sandbox] as const] : [])];

function callRun(workspace: Workspace, command: string, seconds = 20): Promise<unknown> {
  const budget = { observe: async () => undefined };
  return createRunTool(workspace, seconds, { signal: new AbortController().signal, budget }).invoke({ command });
}

describe.each(WAYS)('a command %s', (way, used) => {
  let workspace: Workspace;
  beforeAll(async () => {
    const { place, url } = createServer({ 'a.txt': 'one\n' });
    workspace = await openAt(place, url, { sandbox: used });
  });

  const deaf = "trap '' TERM HUP INT; while :; do sleep 318; done";
  const daemon = `( setsid nohup sh -c "${deaf}" < /dev/null > /dev/null 2>&1 & ); echo left`;
  test.each([
    ['that asks for input gets none', 'cat; read -r a; read -r b < /dev/tty; echo "went on"', 20, /^exit code 0\n[^]*went on/],
    ['that leaves a daemon behind ends without it', daemon, 20, /^exit code 0\nleft/],
    ['that is deaf to signals is stopped', `echo deaf; ${deaf}`, 1, /^stopped after 1 seconds\ndeaf/],
    ['that kills its own group is alone in it', 'kill -9 0', 20, /^exit code 137/],
    ['that is longer than a command can be is refused', `: ${'x'.repeat(200_000)}`, 20, /longer than a command can be/],
  ])('%s', async (_, command, seconds, told) => {
    expect(await callRun(workspace, command, seconds).catch(String)).toMatch(told);
  });

  test.runIf(way === 'in a sandbox')('that kills whatever it can reaches itself alone', async () => {
    expect(await callRun(workspace, 'kill -9 $PPID; kill -9 1; (kill -9 -1); kill -9 -1; kill -9 $$')).toMatch(/^exit code \d+/);
  });

  test('leaves nothing of that to the next one', async () => {
    expect(await callRun(workspace, 'cat a.txt')).toBe('exit code 0\none\n');
    const outside = openPlace({ namespaces: false });
    expect((await outside.run('ps -eo args= | grep -E "^sleep 318$" || true')).output).toBe('');
  });
});

async function begin(used: typeof sandbox) {
  const { place, url } = createServer({ 'a.txt': 'one\n' });
  const workspace = await openAt(place, url, { sandbox: used });
  await workspace.writeFile('b.txt', 'two\n');
  const saved = await workspace.commit('half', {});
  await workspace.save();
  return { workspace, saved, again: () => openAt(place, url, { sandbox: used }) };
}

describe('a checkout that a command deletes', () => {
  test.each(['rm -rf "$PWD"', 'rm -rf .git', 'mv "$PWD" "$PWD.old"'])('is made anew from what was saved: %s', async (command) => {
    const { workspace, saved, again } = await begin(bare);
    expect(await callRun(workspace, command)).toMatch(/^exit code 0/);
    const gone = { name: 'UpstreamError', code: 'CHECKOUT_GONE' };
    await expect(callRun(workspace, 'ls')).rejects.toMatchObject(gone);
    await expect(workspace.hasChanges()).rejects.toMatchObject(gone);
    const next = await again();
    expect(await next.head()).toBe(saved);
    expect(await callRun(next, 'cat b.txt')).toBe('exit code 0\ntwo\n');
  });

  test.runIf(isolation.isolated)('in a sandbox has all that git knows', async () => {
    const { workspace } = await begin(sandbox);
    await callRun(workspace, 'rm -rf .git "$PWD"; mv .git elsewhere; mv "$PWD" "$PWD.old"');
    expect(await workspace.listFiles()).toEqual([]);
    await workspace.reset();
    expect(await workspace.listFiles()).toEqual(['a.txt', 'b.txt']);
  });
});
