import type { DeliveryRef } from '#domain/channel-event.ts';
import {
  decideFollowUp,
  decideStanding,
  type FollowUp,
  type HeadMaker,
  isFollowed,
  type MergeMethod,
  type Standing,
} from '#domain/decide-follow-up.ts';
import { isPassing } from '#domain/ci.ts';
import type { QuietEvent } from '#domain/kept-delivery.ts';
import { nameOfPlace, type Place } from '#domain/place.ts';
import type { PullRequest } from '#domain/pull-request.ts';
import type { Task } from '#domain/task.ts';
import { startIteration } from '#lambdas/intake/start-on-pull-request.ts';
import type { CheckState } from '#ports/repo-host.ts';
import type { InboxDeps } from './inbox-deps.ts';
import { mayCommand } from './may-command.ts';

/** Looks after the pull requests of ours that something happened to, until they are merged or closed. */
export async function followUp(event: QuietEvent, delivery: DeliveryRef, deps: InboxDeps): Promise<string> {
  const outcomes: string[] = [];
  for (const place of await listPlaces(event, deps)) {
    const tasks = await readTasks(place, deps);
    if (tasks) outcomes.push(await followOne(place, tasks, deps));
  }
  await deps.store.recordDelivery(delivery);
  return outcomes.join('; ') || 'no pull request of ours';
}

async function listPlaces(event: QuietEvent, { repoHost }: InboxDeps): Promise<readonly Place[]> {
  if (event.type === 'pull-request.approved') return [event.place];
  const { repo, branch } = event;
  const ends = event.type === 'branch.moved' ? { base: branch } : { head: branch };
  const numbers = await repoHost.listOpenPullRequests(repo, ends);
  return numbers.map((number) => ({ repo, number, kind: 'pull-request' }));
}

interface Tasks {
  readonly first: Task;
  readonly last: Task;
}

async function readTasks({ repo, number }: Place, { store }: InboxDeps): Promise<Tasks | undefined> {
  const read = async (which: 'first' | 'newest'): Promise<Task | undefined> => {
    const id = await store.findTaskByPullRequest(repo, number, which);
    return id === undefined ? undefined : store.readTask(id);
  };
  const [first, last] = [await read('first'), await read('newest')];
  return first && last && isFollowed(first, last) ? { first, last } : undefined;
}

async function followOne(place: Place, tasks: Tasks, deps: InboxDeps): Promise<string> {
  const { repoHost, autoMerge } = deps;
  const pull = await repoHost.readPullRequest(place);
  const { headSha } = pull.change;
  const checks = await repoHost.readChecks(place.repo, headSha);
  const facts = {
    ...tasks,
    pull,
    checks,
    autoMerge,
    conflicting: (await repoHost.readMergeability(place)) === 'conflict',
    head: await findHeadMaker({ place, pull, checks, last: tasks.last }, deps),
    reviews: autoMerge === 'off' ? NOT_ASKED : await readStanding(place, headSha, deps),
  };
  return act(place, { ...tasks, pull, decision: decideFollowUp(facts) }, deps);
}

interface Seen {
  readonly place: Place;
  readonly pull: PullRequest;
  readonly checks: CheckState;
  readonly last: Task;
}

/** Only asked of the host when it matters. */
async function findHeadMaker({ place, pull, checks, last }: Seen, { repoHost }: InboxDeps): Promise<HeadMaker> {
  const { headSha } = pull.change;
  if (checks.checks.every(isPassing) || last.changes.some((change) => change.headSha === headSha)) return 'us';
  return (await repoHost.isMerge(place.repo, headSha)) ? 'merge' : 'others';
}

const NOT_ASKED: Standing = { type: 'none' };

async function readStanding(place: Place, headSha: string, deps: InboxDeps): Promise<Standing> {
  const verdicts = await deps.repoHost.listVerdicts(place);
  const logins = [...new Set(verdicts.map(({ login }) => login))];
  const may = await Promise.all(logins.map((id) => mayCommand({ channel: 'github', id, name: id }, place.repo, deps)));
  return decideStanding(verdicts, headSha, (login) => may[logins.indexOf(login)] === true);
}

type Decided = Tasks & { readonly pull: PullRequest; readonly decision: FollowUp };

async function act(place: Place, { last, pull, decision }: Decided, deps: InboxDeps): Promise<string> {
  const name = nameOfPlace(place);
  switch (decision.type) {
    case 'nothing':
      return decision.reason;
    case 'iterate': {
      // One commit is looked into once for one cause, whoever tells of it.
      const id = `follow-up-${name.toLowerCase()}-${pull.change.headSha}-${decision.cause}`;
      const said = [{ type: 'task.woken', why: decision.why }] as const;
      const delivery = { channel: 'github', id } as const;
      const started = await startIteration({ place, by: last.requester, resumeFrom: 'AwaitCi', delivery, said }, deps);
      return started.type === 'refused' ? started.reason : `${decision.why} ${started.status}`;
    }
    case 'held':
      return tellUnmerged(place, { last, pull }, decision.why, deps);
    case 'merge':
      return merge(place, { last, pull }, decision.method, deps);
  }
}

type Mergeable = Pick<Decided, 'last' | 'pull'>;

async function merge(place: Place, { last, pull }: Mergeable, method: MergeMethod, deps: InboxDeps): Promise<string> {
  const merged = await deps.repoHost.mergePullRequest(pull.change, method);
  // Several events may find it ready at the same moment: only the first can merge it.
  const done = merged.type === 'merged' || (await deps.repoHost.readPullRequest(place)).state === 'merged';
  if (done) return `${nameOfPlace(place)} is merged`;
  return tellUnmerged(place, { last, pull }, `GitHub did not let me: ${merged.reason}`, deps);
}

/** On the pull request, by one comment for each task on it. */
async function tellUnmerged(place: Place, { last, pull }: Mergeable, why: string, { repoHost }: InboxDeps): Promise<string> {
  const text = `The checks of ${pull.change.headSha.slice(0, 12)} are green and it was approved, but I have not merged it: ${why}`;
  await repoHost.upsertComment(place, `stepwright:merge:${last.id}`, text);
  return text;
}
