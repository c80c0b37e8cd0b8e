import { html } from 'hono/html';
import { type Commit, listCommits } from '../git/objects.ts';
import { fullNameOf, keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { listPulls } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { badge, diff, type Html, page } from './layout.ts';

/** All repositories. */
export function frontPage(repositories: readonly RepositoryRecord[]): Html {
  const rows = repositories.map(
    (one) => html`<li><a href="/${fullNameOf(one)}">${fullNameOf(one)}</a> <span class="soft">${one.description}</span></li>`,
  );
  return page('Repositories', [], html`<h1>Repositories</h1><ul class="plain">${rows}</ul>`);
}

/** The trail to a repository. */
export function crumbsOf(repository: RepositoryRecord): readonly [string, string] {
  return [fullNameOf(repository), `/${fullNameOf(repository)}`];
}

/** One repository: its pull requests, CI runs and newest commits. */
export async function repositoryPage(twin: Twin, repository: RepositoryRecord): Promise<Html> {
  const repo = keyOf(repository);
  const fullName = fullNameOf(repository);
  const pulls = listPulls(twin.store, repo)
    .toReversed()
    .map(
      (pull) => html`<li>${badge(pull.mergedAt === null ? pull.state : 'merged')}
        <a href="/${fullName}/pull/${pull.number}">#${pull.number} ${pull.title}</a>${pull.draft ? ' (draft)' : ''}</li>`,
    );
  const runs = twin.store.runs
    .list(repo)
    .slice(-20)
    .toReversed()
    .map(
      (
        run,
      ) => html`<li>${badge(run.conclusion ?? run.status)} <a href="/${fullName}/actions/runs/${run.id}">${run.name} #${run.number}</a>
        <span class="soft">${run.headBranch}: ${run.title}</span></li>`,
    );
  const commits = await listCommits(twin.pathOf(repository), `refs/heads/${repository.defaultBranch}`, { limit: 20 });
  const content = html`<h1>${fullName}</h1><p>${repository.description}</p>
    <p><code>git clone ${twin.links.clone(fullName)}</code></p>
    <h2>Pull requests</h2>${listOf(pulls, 'None yet.')}
    <h2>CI runs</h2>${listOf(runs, 'None yet.')}
    <h2>Commits on ${repository.defaultBranch}</h2>${commitList(fullName, commits)}`;
  return page(fullName, [], content);
}

function listOf(rows: readonly Html[], empty: string): Html {
  return rows.length === 0 ? html`<p class="soft">${empty}</p>` : html`<ul class="plain">${rows}</ul>`;
}

/** Commits, one a line, each with a link. */
export function commitList(fullName: string, commits: readonly Commit[]): Html {
  const rows = commits.map(
    (commit) => html`<li><a href="/${fullName}/commit/${commit.sha}"><code>${commit.sha.slice(0, 7)}</code></a>
      ${commit.message.split('\n')[0]} <span class="soft">${commit.author.name}</span></li>`,
  );
  return html`<ul class="plain">${rows}</ul>`;
}

export function commitPage(repository: RepositoryRecord, commit: Commit, changes: string): Html {
  const content = html`<h1>${commit.message.split('\n')[0]}</h1>
    <p class="soft">${commit.author.name}, ${commit.author.date}, <code>${commit.sha}</code></p>
    <pre>${commit.message}</pre>${changes === '' ? '' : diff(changes)}`;
  return page(commit.sha.slice(0, 7), [crumbsOf(repository)], content);
}

export function filePage(repository: RepositoryRecord, path: string, text: string): Html {
  return page(path, [crumbsOf(repository)], html`<h1>${path}</h1><pre>${text}</pre>`);
}
