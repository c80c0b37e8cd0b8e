import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSandbox } from '#adapters/sandbox/open-sandbox.ts';
import { createRunTool } from '#agents/execution/tools/run-tool.ts';
import { createReadTools } from '#agents/harness/workspace/read-tools.ts';
import type { Workspace } from '#ports/workspace.ts';
import { createServer, git, openAt, TASK_ID } from '../../core/adapters/git/server.ts';
import { isolation } from '../../core/adapters/sandbox/sandbox-place.ts';

const MB = 1024 ** 2;
const script = (name: string, command: string, files: Readonly<Record<string, string>> = {}) => ({
  'package.json': JSON.stringify({ name: 'hostile', version: '1.0.0', scripts: { [name]: command } }),
  ...files,
});
const LOCK = JSON.stringify({ name: 'hostile', version: '1.0.0', lockfileVersion: 3, packages: { '': { name: 'hostile' } } });

/** A machine with a developer's secrets, an agent's data and another task beside the checkout of a hostile repository. */
async function openHostile(files: Readonly<Record<string, string>>): Promise<{ workspace: Workspace; place: string }> {
  const { place, url } = createServer(files);
  const home = join(place, 'developer');
  for (const [path, text] of Object.entries({
    'developer/.ssh/id_ed25519': 'SECRET-KEY',
    'developer/.aws/credentials': 'SECRET-AWS',
    'developer/.cargo/credentials.toml': 'SECRET-CARGO',
    'developer/.cargo/bin/tool': '#!/bin/sh',
    'data/secrets.json': 'SECRET-DATA',
    'work/task_00000000000000000000000000/acme__other/src.txt': 'SECRET-OTHER',
  })) {
    mkdirSync(join(place, path, '..'), { recursive: true });
    writeFileSync(join(place, path), text);
  }
  const path = `${join(home, '.cargo', 'bin')}:${process.env['PATH'] ?? ''}`;
  const sandbox = openSandbox({ path, home, limits: { processes: 200, memoryBytes: 600 * MB, maxOutputBytes: 50 * MB } });
  return { workspace: await openAt(place, url, { sandbox }), place };
}

const run = (workspace: Workspace, command: string, timeoutSeconds = 40) => workspace.run(command, { timeoutSeconds });

describe.runIf(isolation.isolated)('what a hostile repository finds', () => {
  const reading = [
    'cat ../../../developer/.ssh/id_ed25519 ../../../developer/.aws/credentials ../../../data/secrets.json',
    'cat ../../../developer/.cargo/credentials.toml',
    'cat ../../task_00000000000000000000000000/acme__other/src.txt',
    'ls ../.stepwright/acme__shop/hub.git ../.stepwright/acme__shop/git-home',
    'cat ~/.ssh/* /root/.ssh/* /home/*/.ssh/* /etc/shadow',
    'cat /proc/*/environ',
    'env; find / -name "*credentials*" -not -path "/usr/*" -not -path "/proc/*"',
  ];

  test('no secret, no environment of others, no other task and none of our own files', async () => {
    const { workspace, place } = await openHostile(script('test', reading.join('; ')));
    const { output } = await run(workspace, 'npm test');
    expect(output).not.toMatch(/SECRET/);
    expect(output).not.toMatch(/AWS_|STEPWRIGHT_|VITEST/);
    expect((await run(workspace, `ls -A ${place} ${place}/work ${place}/work/${TASK_ID}`)).output).not.toMatch(
      /data|server\.git|task_0{26}/,
    );
    expect((await run(workspace, 'command -v tool')).output).toContain('.cargo/bin/tool');
  });

  test('no process but its own, and no privilege', async () => {
    const { workspace } = await openHostile(script('test', 'ps -eo args=; id -u; grep -E "CapEff|NoNewPrivs" /proc/self/status'));
    const { output } = await run(workspace, 'npm test');
    expect(output).not.toMatch(/vitest/);
    expect(output).toMatch(/CapEff:\s+0000000000000000\nNoNewPrivs:\s+1/);
    expect(
      (await run(workspace, 'mount -t tmpfs x /mnt; unshare --mount true; echo 1 > /proc/sys/vm/drop_caches; touch /usr/x'))
        .output,
    ).not.toContain('done');
  });

  describe('of the network', () => {
    const server = createHttpServer((_request, response) => response.end('HOST-SERVICE'));
    let port = 0;
    beforeAll(async () => {
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const address = server.address();
      if (address !== null && typeof address !== 'string') port = address.port;
    });
    afterAll(() => server.close());

    test.each([false, true])(
      "nothing of this machine's loopback, whether packages may be installed or not (%s)",
      async (packages) => {
        const { workspace } = await openHostile(script('test', 'true'));
        const ask = `for way in "" "--noproxy *"; do curl -sS $way http://127.0.0.1:${port}/ http://localhost:${port}/ https://localhost:${port}/; done`;
        const { output } = await workspace.run(`${ask}; curl -sS http://169.254.169.254/latest/meta-data/ https://example.com/`, {
          timeoutSeconds: 40,
          packages,
        });
        expect(output).not.toMatch(/HOST-SERVICE|ami-id|<html/);
        expect(output).toMatch(
          packages ? /CONNECT tunnel failed, response 403|from proxy after CONNECT/ : /Could not resolve host/,
        );
      },
    );
  });
});

describe.runIf(isolation.isolated)('what a hostile repository does', () => {
  test.each([
    [
      'a fork bomb',
      'node bomb.js',
      { 'bomb.js': "const {spawn}=require('node:child_process');for(;;)spawn('sleep',['311']);" },
      'processes',
    ],
    ['a shell that forks without end', 'bash -c "b() { b | b & }; b; sleep 311"', {}, 'processes'],
    ['endless output', 'yes', {}, 'output'],
    ['a line without end', 'tr "\\\\0" x < /dev/zero', {}, 'output'],
    ['a test suite that never ends', 'node -e "setInterval(()=>{},1000)"', {}, 'time'],
    ['a suite that eats memory', 'node eat.js', { 'eat.js': 'const a=[];for(;;)a.push(Buffer.alloc(1048576,1));' }, 'memory'],
    ['a daemon that survives', 'setsid nohup sleep 317 >/dev/null 2>&1 & sleep 317', {}, 'time'],
  ] as const)('%s ends with its reason, for the model too', async (_name, command, files, reason) => {
    const { workspace } = await openHostile(script('test', command, files));
    const signal = new AbortController().signal;
    const budget = { observe: async () => undefined };
    const seconds = reason === 'time' ? 3 : 50;
    const told: unknown = await createRunTool(workspace, seconds, { signal, budget }).invoke({ command: 'npm test' });
    const said = { time: 'stopped after 3 seconds', memory: 'more memory', processes: 'more processes', output: 'more output' };
    expect(String(told)).toContain(said[reason]);
    expect(String(told).length).toBeLessThan(30_000);
    expect(git(workspace.root, '-C', '/', 'version')).toContain('git');
    const left = await openSandbox({ path: process.env['PATH'] ?? '', namespaces: false }).run({
      command: 'ps -eo args= | grep -cE "^sleep 31[17]$"',
      directory: '/tmp',
      readOnly: [],
      home: '/tmp',
      temporary: '/tmp',
      packages: false,
      timeoutSeconds: 20,
      signal: undefined,
    });
    expect(left.output.trim()).toBe('0');
  });

  test('a file of 50 GB, sparse or not, is not written', async () => {
    const { workspace } = await openHostile(script('test', 'truncate -s 50G sparse; head -c 50G /dev/zero > real'));
    const { exitCode } = await run(workspace, 'npm test', 60);
    expect(exitCode).not.toBe(0);
    expect(Number((await run(workspace, 'stat -c %s real')).output)).toBeLessThanOrEqual(2 * 1024 * MB);
    expect((await run(workspace, 'stat -c %s sparse')).output.trim()).toBe('0');
  });

  test('a postinstall can write nothing but its own checkout, home and temporary directory', async () => {
    const writes = `for d in / /etc /usr /var ../.. ../../.. $HOME/../hub.git; do touch "$d/PWNED" && echo "WROTE $d"; done; true`;
    const { workspace, place } = await openHostile(script('postinstall', writes, { 'package-lock.json': LOCK }));
    const { output, exitCode } = await workspace.run('npm ci --foreground-scripts', { timeoutSeconds: 60, packages: true });
    expect({ output, exitCode }).toMatchObject({ exitCode: 0 });
    expect(output).toContain('Read-only file system');
    const places = [
      '.',
      'work',
      `work/${TASK_ID}`,
      `work/${TASK_ID}/.stepwright/acme__shop`,
      `work/${TASK_ID}/.stepwright/acme__shop/hub.git`,
    ];
    for (const outside of places) expect(existsSync(join(place, outside, 'PWNED'))).toBe(false);
  });

  test('links out of the tree are not followed by any tool of the model, and are committed as links', async () => {
    const { workspace, place } = await openHostile(script('test', 'ln -s ../../../developer/.ssh ssh; ln -s /etc/passwd users'));
    await run(workspace, 'npm test');
    const [, , read] = createReadTools(workspace);
    for (const path of ['ssh/id_ed25519', 'users']) {
      await expect(read?.invoke({ path })).rejects.toThrow(/not a file of this checkout/);
      await expect(workspace.writeFile(path, 'x')).rejects.toMatchObject({ code: 'PATH_OUTSIDE_WORKSPACE' });
    }
    expect(await workspace.search('SECRET', 10)).toEqual([]);
    await workspace.commit('links', {});
    expect(await workspace.diff('main')).not.toMatch(/SECRET|root:x/);
    expect(readFileSync(join(place, 'developer/.ssh/id_ed25519'), 'utf8')).toBe('SECRET-KEY');
  });
});

const WITNESS = 'PWNED';
/** What makes git run a program, if it obeys. */
const PLANTED = (witness: string): string[] => [
  `printf '#!/bin/sh\\ntouch ${witness}\\n' | tee .git/hooks/pre-commit .git/hooks/post-commit .git/hooks/pre-push > /dev/null; chmod +x .git/hooks/*`,
  `git config core.hooksPath .git/hooks; git config core.fsmonitor 'touch ${witness}; false'`,
  `git config filter.x.clean 'touch ${witness}; cat'; git config filter.x.smudge 'touch ${witness}; cat'; git config filter.x.required true`,
  `echo '* filter=x diff=x merge=x' > .git/info/attributes; git config diff.x.textconv 'touch ${witness}; cat'`,
  `git config merge.x.driver 'touch ${witness}'; git config diff.external 'touch ${witness}'`,
  `git config protocol.ext.allow always; git config url.'ext::sh -c touch% ${witness}'.insteadOf /`,
  `git config trailer.Task-Id.command 'touch ${witness}'; git config log.showSignature true; git config gpg.program 'touch ${witness}'`,
  `git config credential.helper '!touch ${witness}'; git config core.sshCommand 'touch ${witness}'; git config alias.status '!touch ${witness}'`,
  `git config extensions.worktreeConfig true; cp .git/config .git/config.worktree`,
];
const NESTED = (witness: string): string[] => [
  'git init -q sub; cd sub; git config user.name x; git config user.email x@y',
  `echo '* filter=x' > .gitattributes; echo a > f; git add -A; git commit -qm f; git config filter.x.clean 'touch ${witness}; cat'`,
];

describe.each(
  [['in a sandbox', true] as const, ['without one', false] as const].filter(([, wanted]) => !wanted || isolation.isolated),
)('our own git, after the repository code planted what it could %s', (_where, namespaces) => {
  test.each([
    ['settings, hooks and filters', PLANTED],
    ['a repository within the repository', NESTED],
  ])('runs none of it: %s', async (_name, plant) => {
    const { place, url } = createServer(script('test', 'true', { '.gitattributes': '*.txt filter=x\n' }));
    const sandbox = openSandbox({ path: process.env['PATH'] ?? '', home: process.env['HOME'], namespaces });
    const workspace = await openAt(place, url, { sandbox });
    const witness = join(namespaces ? workspace.root : place, WITNESS);
    const nested = plant === NESTED;
    await run(workspace, plant(witness).join(nested ? ' && ' : '; '));
    await workspace.writeFile('a.txt', 'a');
    await workspace.commit('feat: a', { 'Task-Id': TASK_ID });
    await run(workspace, nested ? 'rm -f PWNED; echo b > sub/f' : plant(witness).join('; '));
    await workspace.hasChanges();
    await workspace.diff('main');
    await workspace.listFiles();
    await workspace.search('a', 10);
    await workspace.writeFile('b.txt', 'b');
    await workspace.commit('feat: b', { 'Task-Id': TASK_ID });
    await workspace.save();
    await workspace.log('main');
    await workspace.push();
    await workspace.reset();
    await openAt(place, url, { sandbox });
    expect(existsSync(witness)).toBe(false);
  });
});
