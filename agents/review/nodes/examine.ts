import type { AgentContext } from '#agents/harness/agent.ts';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { type DiffLines, readDiffLines } from '#domain/diff-lines.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { checkReview, reviewAnswerSchema } from '../contract.ts';
import { SYSTEM_PROMPT, toUserPrompt } from '../prompts.ts';
import type { Material, State, Update } from '../state.ts';
import { createHeadTools } from '../tools/read-head.ts';

/** Lets the model read around in the commit until it hands in a review whose findings are about lines of the diff. */
export function examineNode(host: RepoHost, context: AgentContext): (state: State) => Promise<Update> {
  return async ({ material }) => {
    const { files, pull } = material;
    await context.progress(`reviewing ${files.length} file${files.length === 1 ? '' : 's'}`);
    const lines = linesOf(files);
    const review = await runModelLoop({
      context,
      system: SYSTEM_PROMPT,
      user: toUserPrompt(material),
      tools: createHeadTools({ host, repo: pull.change.repo, sha: pull.change.headSha }),
      finish: {
        name: 'submit_review',
        description: 'Hands in the review. Call it once, when you have looked at everything you want to look at.',
        schema: reviewAnswerSchema,
        check: (answer) => checkReview(answer, lines),
      },
    });
    return { review };
  };
}

function linesOf(files: Material['files']): ReadonlyMap<string, DiffLines> {
  return new Map(files.map(({ path, patch = '' }) => [path, readDiffLines(patch)]));
}
