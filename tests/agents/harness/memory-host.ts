import { InputError } from '#domain/errors.ts';
import type { Change } from '#domain/task.ts';
import type { PullRequestInput, RepoHost, Repository } from '#ports/repo-host.ts';

type Files = Readonly<Record<string, string>>;

export interface MemoryHost extends RepoHost {
  /** `repo@branch path` → content, of everything written. */
  readonly written: Map<string, string>;
  readonly pullRequests: (PullRequestInput & { readonly number: number })[];
  readonly comments: { readonly repo: string; readonly marker: string; readonly body: string }[];
  readonly searched: string[];
}

/** A repository host in memory, with every repository's files at its default branch; CI it has not. */
export function memoryHost(repositories: Readonly<Record<string, Files>>, defaultBranch = 'main'): MemoryHost {
  const written = new Map<string, string>();
  const pullRequests: MemoryHost['pullRequests'] = [];
  const comments: MemoryHost['comments'] = [];
  const searched: string[] = [];
  const filesOf = (repo: string): Files => {
    const files = repositories[repo];
    if (!files) throw new InputError(`no ${repo}`, { code: 'REPO_NOT_FOUND_OR_NO_ACCESS' });
    return files;
  };
  const toRepository = (name: string): Repository => {
    filesOf(name);
    return {
      name,
      description: `The ${name} code`,
      defaultBranch,
      topics: ['shop'],
      cloneUrl: `https://git.example/${name}.git`,
    };
  };
  return {
    written,
    pullRequests,
    comments,
    searched,
    listRepositories: async () => Object.keys(repositories).map(toRepository),
    readRepository: async (repo) => toRepository(repo),
    searchCode: async (query, limit) => {
      searched.push(query);
      const hits = Object.entries(repositories).flatMap(([repo, files]) =>
        Object.entries(files)
          .filter(([path, text]) => `${path}\n${text}`.toLowerCase().includes(query.toLowerCase()))
          .map(([path, text]) => ({ repo, path, fragment: text.slice(0, 80) })),
      );
      return hits.slice(0, limit);
    },
    listFiles: async (repo) => Object.keys(filesOf(repo)),
    readFile: async (repo, _ref, path) => filesOf(repo)[path],
    readRootFiles: async (names) =>
      new Map(
        Object.entries(repositories).map(([repo, files]) => [
          repo,
          new Map(Object.entries(files).filter(([path]) => names.includes(path))),
        ]),
      ),
    readAccess: async (repo) => {
      filesOf(repo);
      return { permissions: { contents: 'write', pull_requests: 'write', checks: 'read' }, archived: false };
    },
    listPullRequestBranches: async () => [],
    listTeamMembers: async () => [],
    closeDraft: async () => true,
    ensureBranch: async () => 'b'.repeat(40),
    writeFile: async ({ repo, branch, path, content }) => {
      written.set(`${repo}@${branch} ${path}`, content);
      return 'c'.repeat(40);
    },
    ensureDraftPullRequest: async (input) => {
      const known = pullRequests.find(({ repo, branch }) => repo === input.repo && branch === input.branch);
      const number = known?.number ?? pullRequests.length + 1;
      if (known) pullRequests.splice(pullRequests.indexOf(known), 1);
      pullRequests.push({ ...input, number });
      return toChange(input, number);
    },
    readyPullRequest: async () => undefined,
    upsertComment: async ({ repo }, marker, body) => {
      comments.push({ repo, marker, body });
    },
    readIssue: async ({ repo, number }) => {
      throw new InputError(`no ${repo}#${number}`, { code: 'REPO_NOT_FOUND_OR_NO_ACCESS' });
    },
    readPullRequest: async ({ repo, number }) => {
      const pull = pullRequests.find((one) => one.repo === repo && one.number === number);
      if (!pull) throw new InputError(`no ${repo}#${number}`, { code: 'REPO_NOT_FOUND_OR_NO_ACCESS' });
      const { title, body } = pull;
      return { change: toChange(pull, number), title, body, state: 'open', fromFork: false, labels: [], draft: false };
    },
    listOpenPullRequests: async () => [],
    listVerdicts: async () => [],
    mergePullRequest: async () => ({ type: 'merged' }),
    isMerge: async () => false,
    listReviewThreads: async () => [],
    replyToThread: async () => undefined,
    readPermission: async () => 'write',
    readUser: async (_repo, login) => ({ name: login }),
    react: async () => undefined,
    readMergeability: async () => 'clean',
    readChecks: async () => ({ concluded: false, checks: [] }),
    streamCheckLog: async function* () {},
    rerunFailedChecks: async () => undefined,
    listChangedFiles: async () => [],
    postReview: async () => '',
    gitToken: async () => 'token',
  };
}

function toChange({ repo, branch, baseBranch }: PullRequestInput, prNumber: number): Change {
  return { repo, branch, baseBranch, prNumber, prUrl: `https://git.example/${repo}/pull/${prNumber}`, headSha: 'b'.repeat(40) };
}
