import { describe, expect, test } from 'vitest';
import type { Script } from '#environments/local/bedrock/script.ts';
import { git, pushAsPerson } from '../../core/adapters/git/server.ts';
import { createMonitorRig, UNASKED } from '../../agents/ci-monitor/monitor-rig.ts';

/** A repository whose checks are shell scripts and cost a few milliseconds. */
const FILES = {
  '.github/workflows/ci.yml': `
jobs:
  test: { steps: [{ run: sh test.sh }] }
  format: { steps: [{ run: black --check . }] }
`,
  'test.sh': 'for t in tests/*.t; do sh $t || { echo "not ok 1 - $t"; bad=1; }; done; echo 1..1; test -z "$bad"\n',
  'tests/a.t': 'true\n',
};

const branchHead = (url: string, branch: string) => git(url, 'rev-parse', branch);

const giveUp: Script = () => ({
  toolUses: [
    {
      name: 'submit_diagnosis',
      input: { verdict: 'escalate', summary: 'Cannot tell.', cause: 'unknown', brief: '', evidence: 'not ok 3' },
    },
  ],
});

describe('the CI monitor', () => {
  test('what fails on the base branch too is escalated with the lines that show it', async () => {
    const { rig, fail, diagnose } = await createMonitorRig({ files: { ...FILES, 'tests/old.t': 'false\n' } });
    await fail('test');
    const { diagnosis } = await diagnose('diagnose-1', UNASKED);
    expect(diagnosis).toMatchObject({ verdict: 'escalate', cause: 'broken-before' });
    expect(diagnosis.evidence).toContain('not ok 1 - tests/old.t');
    expect(git(rig.url, 'log', '-1', '--format=%s', rig.change.branch)).toBe('docs: plan');
  });

  test('what only the change broke goes to the model, with the failing lines and the change', async () => {
    const { rig, ci, fail, diagnose } = await createMonitorRig({ files: FILES });
    pushAsPerson(rig.person, rig.change.branch, { 'tests/new.t': 'false # broken by us\n' });
    await fail('test');
    ci.log = `${'compiling\n'.repeat(1_000)}not ok 1 - tests/new.t\n`;
    const prompts: string[] = [];
    const script: Script = (request) => {
      prompts.push(request.messages[0]?.text ?? '');
      return giveUp(request);
    };
    expect((await diagnose('diagnose-1', script)).diagnosis).toMatchObject({ verdict: 'escalate', summary: 'Cannot tell.' });
    expect(prompts[0]).toContain('not ok 1 - tests/new.t');
    expect(prompts[0]).toContain('+false # broken by us');
    expect(prompts[0]?.match(/compiling/g)?.length ?? 0).toBeLessThan(5);
  });

  test('a check that passes here twice is run once more, and only once', async () => {
    const { reruns, ci, fail, diagnose } = await createMonitorRig({ files: FILES });
    const headSha = await fail('test');
    ci.log = 'not ok 3 - sometimes';
    expect((await diagnose('diagnose-1', UNASKED)).diagnosis).toMatchObject({ verdict: 'rerun', cause: 'flake' });
    expect(reruns).toEqual([headSha]);
    await fail('test', 2);
    expect((await diagnose('diagnose-2', giveUp)).diagnosis.verdict).toBe('escalate');
    expect(reruns).toEqual([headSha]);
  });

  test('a check that passes only sometimes is not taken for a flake of CI', async () => {
    const { reruns, fail, diagnose } = await createMonitorRig({
      files: { ...FILES, 'tests/b.t': 'test ! -f "$TMPDIR/seen" && touch "$TMPDIR/seen"\n' },
    });
    await fail('test');
    await diagnose('diagnose-1', giveUp);
    expect(reruns).toEqual([]);
  });

  test("a check of another provider that fails on the base branch's tip in the same way is escalated with that evidence", async () => {
    const { rig, ci, fail, diagnose } = await createMonitorRig({ files: FILES });
    await fail('buildkite/ios');
    ci.log = 'E   AssertionError: 12 seconds is too slow';
    const tip = branchHead(rig.url, 'main');
    ci.past[tip] = { name: 'buildkite/ios', conclusion: 'failure', log: 'E   AssertionError: 13 seconds is too slow' };
    const { diagnosis } = await diagnose('diagnose-1', UNASKED);
    expect(diagnosis).toMatchObject({ verdict: 'escalate', cause: 'broken-before' });
    expect(diagnosis.summary).toContain(`fails the same way on main at ${tip.slice(0, 7)}`);
    expect(diagnosis.evidence).toContain('13 seconds is too slow');
  });

  test('a check that failed the same way on the base branch between runs that passed is run once more, and then shown to people', async () => {
    const { rig, reruns, ci, fail, diagnose } = await createMonitorRig({ files: FILES });
    const [first, second, third] = ['1', '2', '3'].map((n) => pushAsPerson(rig.person, 'main', { n }));
    const headSha = await fail('nightly');
    ci.log = 'not ok 7 - connects in time';
    for (const sha of [first, third]) ci.past[sha ?? ''] = { name: 'nightly', conclusion: 'success', log: '' };
    ci.past[second ?? ''] = { name: 'nightly', conclusion: 'failure', log: 'not ok 9 - connects in time' };
    expect((await diagnose('diagnose-1', UNASKED)).diagnosis).toMatchObject({ verdict: 'rerun', cause: 'flake' });
    expect(reruns).toEqual([headSha]);
    await fail('nightly', 2);
    expect((await diagnose('diagnose-2', UNASKED)).diagnosis).toMatchObject({ verdict: 'escalate', cause: 'flake' });
    expect(reruns).toEqual([headSha]);
  });

  test('a machine that broke gets one further run, and then people', async () => {
    const { reruns, ci, fail, diagnose } = await createMonitorRig({ files: FILES });
    const headSha = await fail('test');
    ci.log = 'npm error network ECONNRESET https://registry.npmjs.org/left-pad';
    expect((await diagnose('diagnose-1', UNASKED)).diagnosis).toMatchObject({ verdict: 'rerun', cause: 'infrastructure' });
    await fail('test', 2);
    expect((await diagnose('diagnose-2', UNASKED)).diagnosis).toMatchObject({ verdict: 'escalate', cause: 'infrastructure' });
    expect(reruns).toEqual([headSha]);
  });

  test('a security finding is escalated, and nothing is run', async () => {
    const { ci, fail, diagnose } = await createMonitorRig({ files: FILES });
    await fail('CodeQL');
    ci.log = 'error: hard-coded credential';
    const { diagnosis } = await diagnose('diagnose-1', UNASKED);
    expect(diagnosis).toMatchObject({ verdict: 'escalate', cause: 'security' });
    expect(diagnosis.evidence).toContain('hard-coded credential');
  });

  test('a fix that was committed and not pushed when the agent was killed is published by the next run', async () => {
    const { rig, fail, diagnose, open } = await createMonitorRig({ files: FILES });
    pushAsPerson(rig.person, rig.change.branch, { 'tests/new.t': 'false\n' });
    await fail('test');
    const workspace = await open();
    await workspace.writeFile('tests/new.t', 'true\n');
    const sha = await workspace.commit('style: mend', {});
    const { diagnosis, changes } = await diagnose('diagnose-1', UNASKED);
    expect(diagnosis.verdict).toBe('fixed');
    expect(changes[0]?.headSha).toBe(sha);
    expect(branchHead(rig.url, rig.change.branch)).toBe(sha);
  });

  test('a fix that does not make the check pass is taken back', async () => {
    const { rig, fail, diagnose } = await createMonitorRig({ files: FILES });
    await fail('format');
    const before = branchHead(rig.url, rig.change.branch);
    const { diagnosis } = await diagnose('diagnose-1', giveUp);
    expect(diagnosis.verdict).toBe('escalate');
    expect(branchHead(rig.url, rig.change.branch)).toBe(before);
  });

  test('the model may brief and escalate; it cannot claim a fix or ask for another run', async () => {
    const { rig, fail, diagnose } = await createMonitorRig({ files: FILES });
    pushAsPerson(rig.person, rig.change.branch, { 'tests/new.t': 'false\n' });
    await fail('test');
    const answers = ['fixed', 'rerun', 'brief'].map((verdict) => ({
      verdict,
      summary: 'Mend it.',
      cause: 'ours',
      brief: 'Make tests/new.t true.',
      evidence: 'not ok 1',
    }));
    const script: Script = ({ turn }) => ({ toolUses: [{ name: 'submit_diagnosis', input: answers[turn] ?? {} }] });
    expect((await diagnose('diagnose-1', script)).diagnosis).toEqual(answers[2]);
  });
});
