import { describe, expect, test } from 'vitest';
import { briefScripts } from '#environments/local/bedrock/scripts/index.ts';
import { FIRST_DRAFT, LONG_DRAFT } from '#environments/local/bedrock/scripts/sample.ts';
import { createExecutionAgent } from '#agents/execution/graph.ts';
import { git, pushAsPerson } from '../../core/adapters/git/server.ts';
import { TASK_ID } from '../../fakes/samples.ts';
import { createMonitorRig, UNASKED } from '../../agents/ci-monitor/monitor-rig.ts';

describe('the CI monitor on the sample', () => {
  test("a failed format check is mended with the repository's own formatter, committed and pushed, without a model", async () => {
    const { rig, ci, fail, diagnose } = await createMonitorRig();
    pushAsPerson(rig.person, rig.change.branch, { 'src/free-shipping.js': FIRST_DRAFT });
    await fail('format');
    ci.log = 'src/free-shipping.js: not formatted; run `npm run format`';
    const { diagnosis, changes } = await diagnose('diagnose-1', UNASKED);
    expect(diagnosis).toMatchObject({ verdict: 'fixed', cause: 'ours' });
    expect(diagnosis.summary).toContain('`npm run format` mended it');
    const head = git(rig.url, 'rev-parse', rig.change.branch);
    expect(changes[0]?.headSha).toBe(head);
    expect((await rig.store.readTask(TASK_ID))?.changes[0]?.headSha).toBe(head);
    expect(git(rig.url, 'show', `${head}:src/free-shipping.js`)).toContain("method === 'standard'");
    expect(git(rig.url, 'log', '-1', '--format=%s|%(trailers:key=Task-Id,valueonly)', head)).toBe(
      `style: apply the repository's formatter|${TASK_ID}`,
    );
  });

  test('what the formatter cannot mend becomes a brief, from which execution mends it', async () => {
    const { rig, ci, fail, diagnose, open } = await createMonitorRig();
    pushAsPerson(rig.person, rig.change.branch, { 'src/free-shipping.js': LONG_DRAFT });
    await fail('format');
    ci.log = 'src/free-shipping.js:6: line has 130 characters, at most 110';
    const { diagnosis, repo } = await diagnose('diagnose-1', briefScripts['ci-monitor']);
    expect(diagnosis).toMatchObject({ verdict: 'brief', cause: 'ours' });
    expect(repo).toBe(rig.change.repo);
    const result = await createExecutionAgent(rig).run(rig.context('fix-1', briefScripts.execution));
    expect(result).toMatchObject({ execution: { tasks: [{ id: 'fix-1', attempts: 1 }] } });
    expect(await (await open()).run('npm run format:check', { timeoutSeconds: 30 })).toMatchObject({ exitCode: 0 });
  });
});
