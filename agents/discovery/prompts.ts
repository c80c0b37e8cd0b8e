import { asData, DATA_RULE } from '#agents/harness/as-data.ts';
import type { Discovery } from '#domain/discovery.ts';
import type { Ticket } from '#domain/ticket.ts';
import type { CodeHit, Repository } from '#ports/repo-host.ts';
import type { Candidate } from './find-candidates.ts';

/** Names these prompts in the audit; change it with every change of their text. */
export const PROMPT_VERSION = 'discovery-3';

export const SYSTEM_PROMPT = `You are Stepwright's discovery agent.
You find out which repositories and which of their files a ticket concerns. A planner starts from what you name; you change nothing.

${DATA_RULE}

How to work:
- Start from the candidates: files of the most likely repositories, ranked by the ticket's words, names, stack traces and by what
  past changes with such words touched. The lines shown are where the ticket's words meet; the ranking does not understand them.
- Repositories come most likely first. Search hits are all there is of those without candidates. Search for the identifiers you
  meet, list folders, and read the files that decide the matter: what has to change is often one step behind what is named.
- Look for the owner of the behaviour first, then for its tests, then for who else uses it.
- Ask for several things in one turn when they do not depend on each other. Stop when what you have read decides it; 5 to 15 calls
  are usual.
- Name only repositories from the list and only paths that you have seen: all others are struck out.

What to answer, by calling submit_discovery:
- 1 to 10 repositories; most tickets concern 1 to 3. Relevance: 1.0 it owns this behaviour; 0.7 to 0.9 it shares models or APIs
  with the owner; 0.4 to 0.6 it is related; below 0.3 leave it out. The reason says what you saw in the code. If no repository
  clearly owns the behaviour, name the closest and say what speaks against it.
- For each repository the files to read or change, with their type and relevance. Include the tests.
- Dependencies between these repositories that are not given already: who uses whose API, library or event.
- The approach you recommend, in two or three sentences.`;

export interface AnalyseFacts {
  readonly ticket: Ticket;
  readonly keywords: readonly string[];
  readonly hits: readonly CodeHit[];
  readonly repositories: readonly Repository[];
  readonly candidates: readonly Candidate[];
  readonly dependencies: Discovery['dependencies'];
}

/** The first message to the model: the ticket, what can be seen, and what the search found. */
export function toUserPrompt({ ticket, keywords, hits, repositories, candidates, dependencies }: AnalyseFacts): string {
  const listed = repositories.map(
    ({ name, description, topics }) => `${name}: ${description || 'no description'} [${topics.join(', ')}]`,
  );
  const ranked = candidates.map(({ repo, path, snippet }) => `${repo} ${path}\n${snippet}`);
  const known = dependencies.map(({ from, to, type, description }) => `${from} uses ${to} (${type}): ${description}`);
  const found = hits.map(({ repo, path, fragment }) => `${repo} ${path}\n${fragment}`);
  return [
    `Which repositories and files does ticket ${ticket.key} concern?`,
    asData(
      'ticket',
      `${ticket.summary}\n\nPriority: ${ticket.priority}\nLabels: ${ticket.labels.join(', ')}\n\n${ticket.description}`,
    ),
    ...(ticket.repo
      ? [`Whoever asked named the repository ${ticket.repo}: the change belongs there unless its code shows otherwise.`]
      : []),
    asData('repositories', listed.join('\n')),
    asData('dependencies that manifests and specifications show', known.length > 0 ? known.join('\n') : 'none'),
    asData('candidates', ranked.length > 0 ? ranked.join('\n\n') : 'none'),
    asData(`search hits for ${keywords.join(', ')}`, found.length > 0 ? found.join('\n\n') : 'none'),
  ].join('\n\n');
}
