import type { AgentContext } from '#agents/harness/agent.ts';
import { decideFindings, type Remark } from '#domain/decide-findings.ts';
import { countFindings } from '#domain/review.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { PROMPT_VERSION } from '../prompts.ts';
import { renderFinding, renderSummary } from '../render-review.ts';
import type { Material, State, Update } from '../state.ts';

/** Posts one review with the findings that nobody has said yet; done again, it finds the review it posted. */
export function publishNode(host: RepoHost, { task, store, progress }: AgentContext): (state: State) => Promise<Update> {
  return async ({ material, review }) => {
    const { change } = material.pull;
    const { post, said } = decideFindings(review.findings, toRemarks(material));
    await store.patchTask(task.id, { promptVersion: PROMPT_VERSION }, []);
    await progress(`posting a review: ${countFindings(post)}`);
    const url = await host.postReview(
      { repo: change.repo, number: change.prNumber },
      {
        marker: `stepwright:review:${task.id}`,
        headSha: change.headSha,
        body: renderSummary(review, { post, said, unseen: material.unseen }),
        comments: post.map((finding) => ({ ...placeOf(finding), body: renderFinding(finding) })),
      },
    );
    return { result: { type: 'review', review: { ...review, findings: [...post] }, url } };
  };
}

function placeOf({ path, line, side }: State['review']['findings'][number]) {
  return { path, line, side };
}

function toRemarks({ threads }: Material): Remark[] {
  return threads.flatMap(({ path, line, comments }) => comments.map(({ body }) => ({ path, line, body })));
}
