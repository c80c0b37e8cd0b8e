import { describe, expect, test } from 'vitest';
import { type AtCommitInput, atCommit, NOT_PREPARED } from '#agents/harness/workspace/at-commit.ts';

const COMMANDS = ['make', 'make check', 'make lint'];

/** What was run, in order, each as one word; what matches `failing` ends with code 1. */
function openWorld(failing = /^$/) {
  const ran: string[] = [];
  const run: AtCommitInput['workspace']['run'] = (script) => {
    const kind = /git clone|rm -rf|npm ci/.exec(script)?.[0] ?? script.split('\n')[1] ?? '';
    ran.push(kind);
    const exitCode = failing.test(kind) ? 1 : 0;
    return Promise.resolve({ exitCode, output: `${kind} said`, stopped: undefined, ms: 1 });
  };
  return { ran, workspace: { run } };
}

function measureAll(workspace: AtCommitInput['workspace']) {
  const input = { workspace, commit: 'abc^', install: 'npm ci', timeoutSeconds: 60, signal: new AbortController().signal };
  return atCommit(input, async (run) => {
    const codes: number[] = [];
    for (const command of COMMANDS) codes.push((await run(command)).exitCode);
    return codes;
  });
}

describe('commands at another commit', () => {
  test('share one clone with its packages, which is removed', async () => {
    const { ran, workspace } = openWorld(/^make check$/);
    expect(await measureAll(workspace)).toEqual([0, 1, 0]);
    expect(ran).toEqual(['git clone', 'npm ci', ...COMMANDS, 'rm -rf']);
  });

  test.each([
    ['the commit cannot be had', /^git clone$/, ['git clone', 'rm -rf']],
    ['its packages cannot be had', /^npm ci$/, ['git clone', 'npm ci', 'rm -rf']],
  ])('are not run when %s: each is said not to be prepared', async (_, failing, expected) => {
    const { ran, workspace } = openWorld(failing);
    expect(await measureAll(workspace)).toEqual(COMMANDS.map(() => NOT_PREPARED));
    expect(ran).toEqual(expected);
  });

  test('leave nothing when using them fails', async () => {
    const { ran, workspace } = openWorld();
    const input = { workspace, commit: 'abc', timeoutSeconds: 60, signal: new AbortController().signal };
    await expect(atCommit(input, () => Promise.reject(new Error('lost interest')))).rejects.toThrow('lost interest');
    expect(ran).toEqual(['git clone', 'rm -rf']);
  });

  test('what is no commit reaches no shell', async () => {
    const { ran, workspace } = openWorld();
    const input = { workspace, commit: 'a; rm -rf /', timeoutSeconds: 60, signal: new AbortController().signal };
    await expect(atCommit(input, (run) => run('make'))).rejects.toThrow('not a commit');
    expect(ran).toEqual([]);
  });
});
