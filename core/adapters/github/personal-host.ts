import type { Octokit } from '@octokit/rest';
import { InputError, PolicyError, UpstreamError } from '#domain/errors.ts';
import type { OwnRepository, PersonalHost } from '#ports/personal-host.ts';
import { type AppOptions, openOctokit, splitName } from './clients.ts';
import { cut } from './cut.ts';
import { readPages } from './pages.ts';
import { isRateLimit, readHttpError } from './to-error.ts';

export interface PersonalHostInput extends Pick<AppOptions, 'apiUrl' | 'fetch' | 'sleep'> {
  /** An OAuth token of the person. */
  readonly token: string;
}

const SIDES = { new: 'RIGHT', old: 'LEFT' } as const;

/** GitHub under a person's own token. */
export function openPersonalHost({ token, ...options }: PersonalHostInput): PersonalHost {
  const client = openOctokit(options, { auth: token });
  return { ...openReading(client), ...openWriting(client) };
}

type Reading = Pick<PersonalHost, 'listRepositories' | 'readRepository' | 'listIssues' | 'readPullRequest'>;

function openReading({ rest, paginate }: Octokit): Reading {
  return {
    listRepositories: (limit) =>
      within(async () => {
        const { data } = await rest.repos.listForAuthenticatedUser({ sort: 'pushed', per_page: limit });
        return data.map(toRepository);
      }),
    readRepository: (repo) => within(async () => toRepository((await rest.repos.get(splitName(repo))).data), repo),
    listIssues: (repo, { state, limit }) =>
      within(async () => {
        let missing = limit;
        const issues = await readPages(async (page) => {
          const { data, headers } = await rest.issues.listForRepo({ ...splitName(repo), state, ...page });
          // GitHub calls pull requests issues as well, so that pages of issues may hold none.
          const items = data.filter((one) => one.pull_request === undefined);
          missing -= items.length;
          return { items, link: missing > 0 ? headers.link : undefined };
        });
        return issues.slice(0, limit).map((one) => ({
          number: one.number,
          title: one.title,
          author: one.user?.login ?? '',
          labels: one.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
          state: one.state,
        }));
      }, repo),
    readPullRequest: (repo, number) =>
      within(async () => {
        const pull = { ...splitName(repo), pull_number: number };
        const [{ data }, files] = await Promise.all([
          rest.pulls.get(pull),
          paginate(rest.pulls.listFiles, { ...pull, per_page: 100 }),
        ]);
        return {
          title: data.title,
          body: data.body ?? '',
          author: data.user.login,
          state: data.merged ? 'merged' : data.state,
          head: data.head.ref,
          base: data.base.ref,
          headSha: data.head.sha,
          files: files.map(({ filename, status, patch }) => ({ path: filename, status, ...(patch ? { patch } : {}) })),
        };
      }, repo),
  };
}

function openWriting({ rest }: Octokit): Omit<PersonalHost, keyof Reading> {
  return {
    createIssue: ({ repo, title, body }) =>
      within(async () => {
        const { data } = await rest.issues.create({ ...splitName(repo), title, body: cut(body) });
        return { number: data.number, url: data.html_url };
      }, repo),
    createPullRequest: ({ repo, title, body, head, base }) =>
      within(async () => {
        const { data } = await rest.pulls.create({ ...splitName(repo), title, body: cut(body), head, base });
        return { number: data.number, url: data.html_url };
      }, repo),
    postReview: ({ repo, number }, { headSha, body, comments }) =>
      within(async () => {
        const { data } = await rest.pulls.createReview({
          ...splitName(repo),
          pull_number: number,
          commit_id: headSha,
          event: 'COMMENT',
          body: cut(body),
          comments: comments.map(({ side, body: text, ...at }) => ({ ...at, side: SIDES[side], body: cut(text) })),
        });
        return data.html_url;
      }, repo),
  };
}

interface RawRepository {
  readonly full_name: string;
  readonly description: string | null;
  readonly private: boolean;
  readonly default_branch: string;
  readonly language?: string | null;
  readonly open_issues_count: number;
  readonly html_url: string;
}

function toRepository(raw: RawRepository): OwnRepository {
  return {
    name: raw.full_name,
    description: raw.description ?? '',
    private: raw.private,
    defaultBranch: raw.default_branch,
    language: raw.language ?? '',
    openIssues: raw.open_issues_count,
    url: raw.html_url,
  };
}

async function within<T>(work: () => Promise<T>, about = 'your account'): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toPersonalError(error, about);
  }
}

/** The same refusals as the app's, but it is the person who can do something about them. */
function toPersonalError(cause: unknown, about: string): unknown {
  const http = readHttpError(cause);
  if (http === undefined) return cause;
  const { status, message } = http;
  if (isRateLimit(http) || status >= 500) {
    return new UpstreamError(`GitHub did not do its part: ${message}`, { code: 'GITHUB_UNREACHABLE', cause });
  }
  switch (status) {
    case 401: {
      const remedy = 'Sign in at GitHub again.';
      return new PolicyError('GitHub takes your sign-in no longer.', {
        code: 'GITHUB_SIGN_IN_ENDED',
        kind: 'auth',
        remedy,
        cause,
      });
    }
    case 403: {
      const remedy = 'Ask its owners for the permission.';
      return new PolicyError(`You may not do this with ${about}: ${message}`, {
        code: 'GITHUB_FORBIDDEN',
        kind: 'auth',
        remedy,
        cause,
      });
    }
    case 404:
      return new InputError(`There is no ${about} on GitHub that you can see: ${message}`, { code: 'GITHUB_NOT_FOUND', cause });
    default:
      return new InputError(`GitHub did not accept this about ${about}: ${message}`, { code: 'GITHUB_REQUEST_INVALID', cause });
  }
}
