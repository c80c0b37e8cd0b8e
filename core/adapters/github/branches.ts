import { InputError } from '#domain/errors.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { RepoSession, Sessions } from './session.ts';
import { hasStatus } from './to-error.ts';

type Part = Pick<RepoHost, 'ensureBranch' | 'writeFile'>;
type FileInput = Parameters<RepoHost['writeFile']>[0];

/** How often a file is written again when somebody else moved the branch. */
const ATTEMPTS = 3;

/** Writing: branches and single files. */
export function openBranches(sessions: Sessions): Part {
  return {
    ensureBranch: (repo, branch, baseBranch) =>
      sessions.within(repo, async (session) => {
        const existing = await readHead(session, branch);
        if (existing !== undefined) return existing;
        const base = await readHead(session, baseBranch);
        if (base === undefined) {
          const remedy = 'Name a branch that exists as the base.';
          throw new InputError(`${repo} has no branch ${baseBranch}.`, { code: 'BRANCH_NOT_FOUND', remedy });
        }
        return createBranch(session, branch, base);
      }),
    writeFile: (input) =>
      sessions.within(input.repo, async (session) => {
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await writeOnce(sessions, session, input);
          } catch (error) {
            if (!hasStatus(error, 409) || attempt === ATTEMPTS) throw error;
          }
        }
      }),
  };
}

async function readHead({ client, at }: RepoSession, branch: string): Promise<string | undefined> {
  try {
    return (await client.rest.git.getRef({ ...at, ref: `heads/${branch}` })).data.object.sha;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

async function createBranch(session: RepoSession, branch: string, sha: string): Promise<string> {
  try {
    await session.client.rest.git.createRef({ ...session.at, ref: `refs/heads/${branch}`, sha });
    return sha;
  } catch (error) {
    // Somebody else, or an earlier attempt whose answer was lost, made it meanwhile.
    const existing = hasStatus(error, 422) ? await readHead(session, branch) : undefined;
    if (existing === undefined) throw error;
    return existing;
  }
}

async function writeOnce(sessions: Sessions, session: RepoSession, input: FileInput): Promise<string> {
  const { branch, path, content, message } = input;
  const { client, at } = session;
  const head = await sessions.eventually(() => client.rest.git.getRef({ ...at, ref: `heads/${branch}` }));
  const existing = await readExisting(session, input);
  const wanted = Buffer.from(content, 'utf8').toString('base64');
  if (existing?.content === wanted) return head.data.object.sha;
  const { data } = await sessions.eventually(() =>
    client.rest.repos.createOrUpdateFileContents({
      ...at,
      path,
      branch,
      message,
      content: wanted,
      ...(existing === undefined ? {} : { sha: existing.sha }),
    }),
  );
  return data.commit.sha ?? head.data.object.sha;
}

async function readExisting({ client, at }: RepoSession, { branch, path }: FileInput) {
  try {
    const { data } = await client.rest.repos.getContent({ ...at, path, ref: branch });
    if (Array.isArray(data) || data.type !== 'file' || !('content' in data)) return undefined;
    return { sha: data.sha, content: data.content.replaceAll(/\s/g, '') };
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}
