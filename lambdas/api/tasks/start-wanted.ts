import type { DeliveryRef } from '#domain/channel-event.ts';
import { InputError } from '#domain/errors.ts';
import { toIssueTicket } from '#domain/issue.ts';
import type { Person } from '#domain/person.ts';
import { nameOfPlace, type Place, subjectOfPlace } from '#domain/place.ts';
import { toStartedTicket } from '#domain/started-ticket.ts';
import { DEFAULT_LIMITS } from '#domain/task.ts';
import { requestTask } from '#lambdas/intake/request-task.ts';
import { startIteration, startReview } from '#lambdas/intake/start-on-pull-request.ts';
import type { StartResult } from '#lambdas/intake/start-task.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { NewTask } from '../schema.ts';

interface Asked {
  readonly by: Person;
  readonly delivery: DeliveryRef;
}

/**
 * Starts a task in the way that every channel does.
 * @throws InputError `REPO_NOT_ONBOARDED`, `ISSUE_NOT_FOUND_OR_CLOSED`, `PR_NOT_FOUND_OR_CLOSED`, `PR_FROM_FORK`; UpstreamError
 */
export async function startWanted(wanted: NewTask, asked: Asked, deps: ApiDeps): Promise<StartResult> {
  const repo = await readRepositoryName(wanted.repo, deps);
  const own = { ...deps, limits: limitsOf(wanted, deps) };
  const { issue_number: issue, pr_number: pull, task_description: text = '' } = wanted;
  if (pull !== undefined) {
    return startOnPullRequest(wanted, { repo, number: pull, kind: 'pull-request' }, { asked, deps: own });
  }
  if (issue !== undefined) return startOnIssue({ repo, number: issue }, asked, own);
  // The same words twice are two tasks, unless an idempotency key says that they are one.
  const ticket = toStartedTicket({ repo, text, url: '' }, 'api', deps.clock.newId());
  const work = { subject: { channel: 'api', key: ticket.key }, ticket, requester: asked.by } as const;
  return requestTask(work, asked.delivery, own);
}

/** What the GitHub App can see is onboarded. */
async function readRepositoryName(repo: string, { repoHost }: ApiDeps): Promise<string> {
  const onboarded = await foundOr(repoHost.readRepository(repo), 'REPO_NOT_ONBOARDED', {
    message: `Stepwright sees no repository ${repo}.`,
    remedy: 'Check its spelling, and that the GitHub App is installed on it.',
  });
  return onboarded.name;
}

function limitsOf({ max_turns, max_budget_usd }: NewTask, { limits = DEFAULT_LIMITS }: ApiDeps) {
  return { maxTurns: max_turns ?? limits.maxTurns, maxBudgetUsd: max_budget_usd ?? limits.maxBudgetUsd };
}

async function startOnIssue(place: Pick<Place, 'repo' | 'number'>, { by, delivery }: Asked, deps: ApiDeps): Promise<StartResult> {
  const code = 'ISSUE_NOT_FOUND_OR_CLOSED';
  const problem = { message: `${nameOfPlace(place)} is no open issue.`, remedy: 'Check its number, or open it again.' };
  const issue = await foundOr(deps.repoHost.readIssue(place), code, problem);
  if (issue.state === 'closed' || issue.isPullRequest) throw new InputError(problem.message, { code, remedy: problem.remedy });
  return requestTask({ subject: subjectOfPlace(place), ticket: toIssueTicket(place, issue), requester: by }, delivery, deps);
}

async function startOnPullRequest(
  { task_type: type }: NewTask,
  place: Place,
  { asked: { by, delivery }, deps }: { readonly asked: Asked; readonly deps: ApiDeps },
): Promise<StartResult> {
  const start = type === 'pr_review' ? startReview({ place, by }, delivery, deps) : startIteration({ place, by, delivery }, deps);
  const result = await foundOr(start, 'PR_NOT_FOUND_OR_CLOSED', {
    message: `There is no pull request ${nameOfPlace(place)}.`,
    remedy: 'Check its number.',
  });
  if (result.type === 'started') return result;
  throw new InputError(result.reason, { code: result.code, remedy: '' });
}

/** What is not there, or not for us to see, is a mistake in what was asked for. */
async function foundOr<T>(found: Promise<T>, code: string, { message, remedy }: { message: string; remedy: string }): Promise<T> {
  return found.catch((cause: unknown) => {
    const isMissing = cause instanceof InputError && cause.code === 'REPO_NOT_FOUND_OR_NO_ACCESS';
    throw isMissing ? new InputError(message, { code, remedy, cause }) : cause;
  });
}
