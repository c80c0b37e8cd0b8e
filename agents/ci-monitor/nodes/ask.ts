import { runModelLoop } from '#agents/harness/model-loop.ts';
import { createReadTools } from '#agents/harness/workspace/read-tools.ts';
import { type Diagnosis, diagnosisSchema } from '#domain/ci.ts';
import type { Case, Job } from '../job.ts';
import { casePrompt, SYSTEM_PROMPT } from '../prompts.ts';
import type { State, Update } from '../state.ts';

/** Asks the model about the checks that no rule explains; they are of the repository of the first of them. */
export function askNode(job: Job): (state: State) => Promise<Update> {
  return async ({ cases, findings }) => {
    const unknown = cases.flatMap((one) => {
      const finding = findings.find(({ check, verdict }) => check === one.check && verdict === 'unknown');
      return finding ? [{ one, finding }] : [];
    });
    const [first] = unknown;
    if (!first) return {};
    const mine = unknown.filter(({ one }) => one.workspace === first.one.workspace);
    const diff = await diffOf(first.one);
    const advice = await runModelLoop({
      context: job.context,
      system: SYSTEM_PROMPT,
      user: casePrompt(
        job.task,
        mine.map((each) => ({ ...each, diff })),
      ),
      tools: createReadTools(first.one.workspace),
      finish: {
        name: 'submit_diagnosis',
        description: 'Hands in what was found: a brief for a developer, or an escalation to people.',
        schema: diagnosisSchema,
        check: problemsOf,
      },
    });
    return { advice, advised: first.one.check.repo };
  };
}

function diffOf({ workspace, change }: Case): Promise<string> {
  return workspace.diff(change.baseBranch);
}

/** Fixing and running again need proof, which rules have and a model has not. */
function problemsOf({ verdict, brief, evidence }: Diagnosis): string[] {
  const problems: string[] = [];
  if (verdict !== 'brief' && verdict !== 'escalate') problems.push('The verdict must be "brief" or "escalate".');
  if (verdict === 'brief' && brief.trim() === '') problems.push('The verdict "brief" needs a brief.');
  if (evidence.trim() === '') problems.push('Give the lines of the log that show it as evidence.');
  return problems;
}
