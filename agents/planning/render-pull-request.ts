import { type PlanDocument, renderPlan, renderRevision } from './render-plan.ts';

/** GitHub refuses longer bodies; some room is left for what execution adds. */
const MAX_BODY = 60_000;

/** The draft pull request's text: summary, ticket, what changed, and the plan; the marker finds the task again. */
export function renderPullRequest(document: PlanDocument, taskId: string): { title: string; body: string } {
  const { plan, ticket } = document;
  const marker = `<!-- stepwright:${taskId} -->`;
  const plain = renderPlan(document);
  const intro = [
    plan.summary,
    `Ticket: [${ticket.key}](${ticket.url})`,
    'This is a draft with a plan: the code follows once the plan is approved.',
    ...renderRevision(plan, document.revisionOf),
  ].join('\n\n');
  const room = MAX_BODY - intro.length - marker.length;
  const shown = plain.length > room ? `${plain.slice(0, Math.max(0, room))}\n… the rest is in PLAN.md` : plain;
  return {
    title: `${ticket.key}: ${plan.title}`.slice(0, 250),
    body: `${intro}\n\n<details><summary>Plan</summary>\n\n${shown}\n</details>\n\n${marker}\n`,
  };
}
