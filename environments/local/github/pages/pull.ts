import { html } from 'hono/html';
import { listCheckRuns, listLatestStatuses } from '../changes/read-checks.ts';
import { readMergeability } from '../changes/merge-pull.ts';
import { readDiff } from '../git/diff.ts';
import { listCommits } from '../git/objects.ts';
import { readPullEnds } from '../changes/pull-ends.ts';
import type { Conversation, IssueRecord } from '../state/issues.ts';
import type { PullRecord } from '../state/pulls.ts';
import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';
import { badge, diff, type Html, page } from './layout.ts';
import { markdown } from './markdown.ts';
import { commitList, crumbsOf } from './repository.ts';

/** The whole change as a unified diff. */
export async function readPullDiff(twin: Twin, repository: RepositoryRecord, pull: PullRecord): Promise<string> {
  const { from, to } = await readPullEnds(twin.pathOf(repository), pull);
  return readDiff(twin.pathOf(repository), from, to);
}

/** A pull request: what it says, how its checks stand, what it changes, what was said about it. */
export async function pullPage(twin: Twin, repository: RepositoryRecord, pull: PullRecord): Promise<Html> {
  const dir = twin.pathOf(repository);
  const { from, to } = await readPullEnds(dir, pull);
  const commits = await listCommits(dir, `${from}..${to}`, { reverse: true, limit: 250 });
  const merge = pull.state === 'open' ? await readMergeability(twin, repository, pull) : undefined;
  const content = html`<h1>${pull.title} <span class="soft">#${pull.number}</span></h1>
    <p>${badge(pull.mergedAt === null ? pull.state : 'merged')} ${pull.draft ? badge('draft') : ''}
      <b>${pull.user}</b> wants to merge <code>${pull.head.ref}</code> into <code>${pull.base.ref}</code>
      ${merge === undefined ? '' : html`<span class="soft">(${merge.mergeable ? 'no conflicts' : 'has conflicts'})</span>`}</p>
    <div class="card">${markdown(pull.body ?? '')}</div>
    <h2>Checks</h2>${checkList(twin, pull)}
    ${conversation(twin, pull)}
    <h2>Commits</h2>${commitList(fullNameOf(repository), commits)}
    <h2>Changes</h2>${diff(await readDiff(dir, from, to))}`;
  return page(`${pull.title} #${pull.number}`, [crumbsOf(repository)], content);
}

/** An issue and what was said about it. */
export function issuePage(twin: Twin, repository: RepositoryRecord, issue: IssueRecord): Html {
  const { title, number, state, user, labels, body } = issue;
  const content = html`<h1>${title} <span class="soft">#${number}</span></h1>
    <p>${badge(state)} opened by <b>${user}</b> ${labels.map((label) => badge(label))}</p>
    <div class="card">${markdown(body ?? '')}</div>
    ${conversation(twin, issue)}`;
  return page(`${title} #${number}`, [crumbsOf(repository)], content);
}

function checkList(twin: Twin, pull: PullRecord): Html {
  const runs = listCheckRuns(twin, pull.repo, pull.head.sha).map(
    (run) => html`<li>${badge(run.conclusion ?? run.status)} <a href="${run.detailsUrl ?? '#'}">${run.name}</a></li>`,
  );
  const statuses = listLatestStatuses(twin, pull.repo, pull.head.sha).map(
    (status) => html`<li>${badge(status.state)} ${status.context} <span class="soft">${status.description ?? ''}</span></li>`,
  );
  const rows = [...runs, ...statuses];
  return rows.length === 0 ? html`<p class="soft">None.</p>` : html`<ul class="plain">${rows}</ul>`;
}

function conversation(twin: Twin, pull: Pick<Conversation, 'repo' | 'number'>): Html {
  const comments = twin.store.comments.listOf(pull.repo, pull.number).map((one) => ({
    ...one,
    at: one.createdAt,
    what: 'commented',
  }));
  const reviews = twin.store.reviews.listOf(pull.repo, pull.number).map((one) => ({
    ...one,
    at: one.submittedAt,
    what: one.state.toLowerCase().replaceAll('_', ' '),
  }));
  const lines = twin.store.reviewComments.listOf(pull.repo, pull.number).map((one) => ({
    ...one,
    at: one.createdAt,
    what: `on ${one.path}${one.line === null ? '' : `:${one.line}`}`,
  }));
  const all = [...comments, ...reviews, ...lines].sort((a, b) => a.at.localeCompare(b.at));
  const cards = all.map(
    (one) =>
      html`<div class="card"><span class="soft"><b>${one.user}</b> ${one.what}, ${one.at}</span>${markdown(one.body)}</div>`,
  );
  return cards.length === 0 ? html`` : html`<h2>Conversation</h2>${cards}`;
}
