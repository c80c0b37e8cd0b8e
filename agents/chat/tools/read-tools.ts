import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';
import type { OwnRepository } from '#ports/personal-host.ts';
import type { GithubDoor } from '../github-door.ts';

const LISTED = 30;
const repo = z
  .string()
  .regex(/^[\w.-]+\/[\w.-]+$/)
  .describe('owner/name');

/** The tools that only look, under the user's own name. */
export function createReadTools(github: GithubDoor): StructuredToolInterface[] {
  return [
    tool(async () => github.within(async (host) => (await host.listRepositories(LISTED)).map(toLine).join('\n') || 'none'), {
      name: 'list_repositories',
      description: `The user's repositories, those worked on last first: at most ${LISTED}.`,
      schema: z.object({}),
    }),
    tool(async (input) => github.within(async (host) => toFacts(await host.readRepository(input.repo))), {
      name: 'read_repository',
      description: 'What a repository is: description, language, default branch, open issues.',
      schema: z.object({ repo }),
    }),
    tool(async (input) => github.within(async (host) => listIssues(await host.listIssues(input.repo, toFilter(input)))), {
      name: 'list_issues',
      description: `Issues of a repository, the newest first: at most ${LISTED}.`,
      schema: z.object({ repo, state: z.enum(['open', 'closed', 'all']).optional() }),
    }),
    tool(async (input) => github.within(async (host) => toPull(await host.readPullRequest(input.repo, input.number))), {
      name: 'read_pull_request',
      description: 'A pull request: title, description, branches, and the files that it changes, without their diffs.',
      schema: z.object({ repo, number: z.int().positive() }),
    }),
  ];
}

type Host = Parameters<Parameters<GithubDoor['within']>[0]>[0];

function toFilter({ state = 'open' }: { state?: 'open' | 'closed' | 'all' | undefined }) {
  return { state, limit: LISTED };
}

function toLine({ name, description, private: hidden }: OwnRepository): string {
  return `${name}${hidden ? ' (private)' : ''}${description === '' ? '' : `: ${description}`}`;
}

function toFacts(repository: OwnRepository): string {
  const { language, defaultBranch, openIssues, url } = repository;
  return [
    toLine(repository),
    `Language: ${language || 'unknown'}`,
    `Default branch: ${defaultBranch}`,
    `Open issues and pull requests: ${openIssues}`,
    url,
  ].join('\n');
}

function listIssues(issues: Awaited<ReturnType<Host['listIssues']>>): string {
  const lines = issues.map(({ number, state, title, author, labels }) =>
    [`#${number}`, state, title, `by ${author}`, ...(labels.length > 0 ? [labels.join(', ')] : [])].join(' | '),
  );
  return lines.join('\n') || 'none';
}

function toPull({ title, body, author, state, head, base, files }: Awaited<ReturnType<Host['readPullRequest']>>): string {
  const changed = files.map(({ path, status }) => `${status} ${path}`);
  return [`${title} | ${state} | by ${author} | ${head} into ${base}`, body, `${files.length} files:`, ...changed].join('\n');
}
