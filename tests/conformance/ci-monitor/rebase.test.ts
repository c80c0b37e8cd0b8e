import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openWorkspaces } from '#adapters/git/open-workspaces.ts';
import type { Workspace } from '#ports/workspace.ts';
import { git, pushAsPerson, sandbox } from '../../core/adapters/git/server.ts';
import { TASK_ID } from '../../fakes/samples.ts';
import { createMonitorRig, UNASKED } from '../../agents/ci-monitor/monitor-rig.ts';

const FILES = {
  Makefile: 'test:\n\tsh test.sh\n',
  'test.sh': 'test ! -e price || grep -q "cents" price || { echo "not ok 1 - price"; exit 1; }\n',
  'src.txt': 'one\n',
};

type Monitor = Awaited<ReturnType<typeof createMonitorRig>>;

/** A pull request with two commits of the agent's, and CI that ran nothing for it. */
async function conflicted(): Promise<Monitor> {
  const monitor = await createMonitorRig({ files: FILES });
  const { rig } = monitor;
  git(rig.person, 'push', '--quiet', '--force', 'origin', `main:${rig.change.branch}`);
  for (const files of [{ 'src.txt': 'two\n' }, { 'new.txt': 'new\n' }]) await commitAsAgent(monitor, files);
  const headSha = git(rig.url, 'rev-parse', rig.change.branch);
  await rig.store.patchTask(TASK_ID, { changes: [{ ...rig.change, headSha }] }, []);
  rig.put('ci-1', { type: 'ci', ci: { conclusion: 'conflict', failed: [], conflicts: [rig.change.repo] } });
  return monitor;
}

async function commitAsAgent({ open }: Monitor, files: Readonly<Record<string, string>>): Promise<void> {
  const workspace = await open();
  for (const [path, content] of Object.entries(files)) await workspace.writeFile(path, content);
  await workspace.commit('feat: a part', { 'Task-Id': TASK_ID });
  await workspace.push();
}

/** The base branch has the agent's first commit already and went on from there, so that only a rebase fits. */
function takeFirstCommit({ rig }: Monitor, files: Readonly<Record<string, string>> = {}): string {
  git(rig.person, 'fetch', '--quiet', 'origin');
  git(rig.person, 'checkout', '--quiet', '-B', 'main', 'origin/main');
  git(rig.person, 'cherry-pick', `origin/${rig.change.branch}~1`);
  git(rig.person, 'push', '--quiet', 'origin', 'main');
  return pushAsPerson(rig.person, 'main', { 'src.txt': 'three\n', ...files });
}

/** Execution's checkout, on a disk of its own. */
function openElsewhere({ rig }: Monitor): Promise<Workspace> {
  const workspaces = openWorkspaces({ root: join(rig.place, 'elsewhere'), sandbox });
  const { repo, branch, baseBranch } = rig.change;
  const at = { taskId: TASK_ID, repo, cloneUrl: rig.url, branch, baseBranch };
  return workspaces.open({ ...at, withSaved: false, token: async () => '' });
}

const headOf = ({ rig }: Monitor): string => git(rig.url, 'rev-parse', rig.change.branch);
const diagnose = async (monitor: Monitor) => monitor.diagnose('diagnose-1', UNASKED);

describe('the CI monitor on a pull request that conflicts with its base branch', () => {
  test('rebases what applies cleanly, and CI runs on the new commit', async () => {
    const monitor = await conflicted();
    const { rig } = monitor;
    const main = takeFirstCommit(monitor);
    const { diagnosis, changes } = await diagnose(monitor);
    expect(diagnosis).toMatchObject({ verdict: 'fixed', cause: 'conflict' });
    expect(git(rig.url, 'rev-parse', `${rig.change.branch}~1`)).toBe(main);
    expect(git(rig.url, 'show', `${rig.change.branch}:new.txt`)).toBe('new');
    expect(git(rig.url, 'show', `${rig.change.branch}:src.txt`)).toBe('three');
    expect(changes[0]?.headSha).toBe(headOf(monitor));
    expect((await rig.store.readTask(TASK_ID))?.changes[0]?.headSha).toBe(headOf(monitor));
  });

  test('what was rebased and not recorded when the agent was killed is found as it is', async () => {
    const monitor = await conflicted();
    takeFirstCommit(monitor);
    await diagnose(monitor);
    const head = headOf(monitor);
    const { diagnosis, changes } = await diagnose(monitor);
    expect(diagnosis.verdict).toBe('fixed');
    expect(changes[0]?.headSha).toBe(head);
    expect(headOf(monitor)).toBe(head);
  });

  test('leaves a real conflict to people, with the files', async () => {
    const monitor = await conflicted();
    const { rig } = monitor;
    const before = headOf(monitor);
    pushAsPerson(rig.person, 'main', { 'src.txt': 'another two\n' });
    const { diagnosis } = await diagnose(monitor);
    expect(diagnosis).toMatchObject({ verdict: 'escalate', cause: 'conflict' });
    expect(diagnosis.evidence).toContain('src.txt');
    expect(headOf(monitor)).toBe(before);
    expect(await (await monitor.open()).head()).toBe(before);
  });

  test("never rewrites somebody else's commit, even when it would apply", async () => {
    const monitor = await conflicted();
    const { rig } = monitor;
    const foreign = pushAsPerson(rig.person, rig.change.branch, { 'theirs.txt': 'theirs\n' });
    git(rig.person, 'checkout', '--quiet', '--detach');
    pushAsPerson(rig.person, 'main', { 'other.txt': 'other\n' });
    const { diagnosis } = await diagnose(monitor);
    expect(diagnosis).toMatchObject({ verdict: 'escalate', cause: 'conflict' });
    expect(diagnosis.evidence).toContain('By a person');
    expect(headOf(monitor)).toBe(foreign);
  });

  test('a commit of ours that somebody amended is theirs, whatever its message says', async () => {
    const monitor = await conflicted();
    const { rig } = monitor;
    git(rig.person, 'fetch', '--quiet', 'origin');
    git(rig.person, 'checkout', '--quiet', '-B', rig.change.branch, `origin/${rig.change.branch}`);
    git(rig.person, 'commit', '--quiet', '--amend', '--no-edit', '--date=2026-01-01T00:00:00Z');
    git(rig.person, 'push', '--quiet', '--force', 'origin', rig.change.branch);
    const amended = headOf(monitor);
    takeFirstCommit(monitor);
    expect((await diagnose(monitor)).diagnosis.evidence).toContain('feat: a part');
    expect(headOf(monitor)).toBe(amended);
  });

  test('pushes nothing when the tests do not pass on the new base branch', async () => {
    const monitor = await conflicted();
    await commitAsAgent(monitor, { price: '100 cents\n' });
    const head = headOf(monitor);
    pushAsPerson(monitor.rig.person, 'main', { 'test.sh': 'grep -q "euros" price || { echo "not ok 1 - price"; exit 1; }\n' });
    const { diagnosis } = await diagnose(monitor);
    expect(diagnosis).toMatchObject({ verdict: 'escalate', cause: 'conflict' });
    expect(diagnosis.evidence).toContain('not ok 1 - price');
    expect(headOf(monitor)).toBe(head);
  });

  test('what somebody pushes while it works is not lost', async () => {
    const monitor = await conflicted();
    const { rig } = monitor;
    takeFirstCommit(monitor);
    const workspace = await monitor.open();
    expect(await workspace.rebase('main')).toEqual({ type: 'rebased' });
    const theirs = pushAsPerson(rig.person, rig.change.branch, { 'theirs.txt': 'theirs\n' });
    await expect(workspace.replace()).rejects.toMatchObject({ code: 'BRANCH_MOVED' });
    expect(headOf(monitor)).toBe(theirs);
  });

  test('another checkout goes on from the rebased branch, with the work that only it has', async () => {
    const monitor = await conflicted();
    const { rig } = monitor;
    const other = await openElsewhere(monitor);
    await other.writeFile('unpublished.txt', 'mine\n');
    await other.commit('feat: unpublished', { 'Task-Id': TASK_ID });
    takeFirstCommit(monitor);
    await diagnose(monitor);
    const later = await openElsewhere(monitor);
    expect(later.setAside).toBeUndefined();
    expect((await later.log(rig.change.branch)).map(({ message }) => message.split('\n')[0])).toEqual(['feat: unpublished']);
    expect(await later.readFile('src.txt')).toBe('three\n');
  });
});
