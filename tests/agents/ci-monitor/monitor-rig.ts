import { createCiMonitorAgent } from '#agents/ci-monitor/graph.ts';
import { diagnosisSchema } from '#domain/ci.ts';
import type { Script } from '#environments/local/bedrock/script.ts';
import type { Workspace } from '#ports/workspace.ts';
import { git } from '../../core/adapters/git/server.ts';
import { TASK_ID } from '../../fakes/samples.ts';
import { createRig, REPO, type Rig, type RigInput } from '../execution/rig.ts';

interface Hosted {
  /** Of the check that failed. */
  log: string;
  /** How one check ended on other commits. */
  past: Record<string, { name: string; conclusion: 'success' | 'failure'; log: string }>;
}

/** A rig whose CI says what the test wants. */
export async function createMonitorRig(input: RigInput = {}) {
  const rig = await createRig(input);
  const reruns: string[] = [];
  const ci: Hosted = { log: '', past: {} };
  const agent = createCiMonitorAgent({
    workspaces: rig.workspaces,
    repos: {
      ...rig.repos,
      streamCheckLog: async function* (_repo, sha) {
        yield ci.past[sha]?.log ?? ci.log;
      },
      readChecks: async (_repo, sha) => {
        const past = ci.past[sha];
        return { concluded: past !== undefined, checks: past ? [{ name: past.name, conclusion: past.conclusion, url: '' }] : [] };
      },
      rerunFailedChecks: async (_repo, headSha) => {
        reruns.push(headSha);
      },
    },
  });
  const diagnose = async (step: string, script: Script) => {
    const result = await agent.run(rig.context(step, script));
    if (result.type !== 'diagnosis') throw new Error(result.type);
    rig.put(step, result);
    return { ...result, diagnosis: diagnosisSchema.parse(result.diagnosis) };
  };
  return { rig, reruns, ci, diagnose, fail: (name: string, round = 1) => fail(rig, name, round), open: () => open(rig) };
}

/** CI failed this check on what is on the branch now. */
async function fail(rig: Rig, name: string, round: number): Promise<string> {
  const headSha = git(rig.url, 'rev-parse', rig.change.branch);
  await rig.store.patchTask(TASK_ID, { changes: [{ ...rig.change, headSha }] }, []);
  const check = { name, conclusion: 'failure' as const, url: 'https://ci.example', repo: REPO, headSha };
  rig.put(`ci-${round}`, { type: 'ci', ci: { conclusion: 'failure', failed: [check] } });
  return headSha;
}

function open({ workspaces, url, change }: Rig): Promise<Workspace> {
  return workspaces.open({
    taskId: TASK_ID,
    repo: REPO,
    cloneUrl: url,
    branch: change.branch,
    baseBranch: change.baseBranch,
    withSaved: false,
    token: async () => '',
  });
}

/** A model that must not be asked. */
export const UNASKED: Script = () => {
  throw new Error('the model is not needed');
};
