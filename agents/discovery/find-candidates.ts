import type { AgentContext } from '#agents/harness/agent.ts';
import { InputError, PolicyError, UpstreamError } from '#domain/errors.ts';
import type { Ticket } from '#domain/ticket.ts';
import type { Cache } from '#localise/checkout/cache.ts';
import { openCommit } from '#localise/checkout/open-commit.ts';
import { indexCommit } from '#localise/localise.ts';
import type { Snapshot } from '#localise/rank/library.ts';
import { openShelves, rankFiles } from '#localise/rank/rank-files.ts';
import { type Clues, readTicket } from '#localise/ticket/read-ticket.ts';
import { snippetOf } from '#localise/ticket/snippet.ts';
import type { Mirror, Mirrors } from '#ports/mirrors.ts';
import type { Repository, RepoHost } from '#ports/repo-host.ts';
import { DISCOVERY_LIMITS } from './contract.ts';

/** A file that the ranking holds for likely, with the lines that say why. */
export interface Candidate {
  readonly repo: string;
  readonly path: string;
  readonly snippet: string;
}

export interface FoundFiles {
  readonly candidates: readonly Candidate[];
  /** All paths of the repository at its default branch. */
  readonly paths: readonly string[];
}

export interface CandidateDeps {
  readonly repoHost: Pick<RepoHost, 'gitToken'>;
  /** Without it, code search is all there is. */
  readonly mirrors?: Mirrors | undefined;
  /** Keeps indexes between tasks. */
  readonly cache?: Cache | undefined;
}

/** What a ticket says that can be looked up in code. */
export function cluesOf({ summary, description }: Pick<Ticket, 'summary' | 'description'>): Clues {
  return readTicket({ title: summary, body: description });
}

/** Ranks a repository's files on a copy of it; undefined when there can be none, which is told and no failure. */
export async function findCandidates(
  { repoHost, mirrors, cache }: CandidateDeps,
  repository: Repository,
  context: AgentContext,
): Promise<FoundFiles | undefined> {
  const { name, cloneUrl, defaultBranch } = repository;
  if (!mirrors) return undefined;
  try {
    const mirror = await mirrors.fetch({ repo: name, cloneUrl, branch: defaultBranch, token: () => repoHost.gitToken(name) });
    context.signal.throwIfAborted();
    const snapshot = await indexCommit(mirror.gitDir, mirror.commit, cache);
    context.signal.throwIfAborted();
    return await rankMirror(mirror, { repo: name, snapshot }, cluesOf(context.task.ticket));
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof UpstreamError || error instanceof PolicyError || error instanceof InputError)) throw error;
    await context.progress(`${name} cannot be copied here, so only code search looks into it: ${error.message}`);
    return undefined;
  }
}

interface Indexed {
  readonly repo: string;
  readonly snapshot: Snapshot;
}

async function rankMirror({ gitDir, commit }: Mirror, { repo, snapshot }: Indexed, clues: Clues): Promise<FoundFiles> {
  const ranked = new Set((await rankFiles(openShelves(snapshot), clues, DISCOVERY_LIMITS.candidates)).map(({ path }) => path));
  const tree = await openCommit(gitDir, commit);
  const files = tree.files.filter(({ path }) => ranked.has(path));
  const contents = await tree.read(files);
  const texts = new Map(files.map(({ path }, at) => [path, contents[at]?.toString('utf8') ?? '']));
  const candidates = [...ranked].map((path) => ({ repo, path, snippet: showSnippet(path, texts.get(path) ?? '', clues) }));
  return { candidates, paths: snapshot.paths };
}

function showSnippet(path: string, text: string, clues: Clues): string {
  const found = snippetOf(path, text, clues);
  if (!found) return '';
  const lines = found.lines.map((line, at) => `${found.from + at}\t${line}`);
  return [...(found.within ? [`${found.within.line}\t${found.within.text}`, '…'] : []), ...lines].join('\n');
}
