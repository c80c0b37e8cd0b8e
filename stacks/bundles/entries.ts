import { globSync } from 'node:fs';
import { dirname } from 'node:path';

/** The repository, where the code that is bundled lies. */
export const ROOT = new URL('../../', import.meta.url).pathname;

/** What is deployed as one archive. */
export interface Entry {
  /** Also the name of the archive: `webhooks-jira`, `agents-planning`. */
  readonly name: string;
  /** The module that AWS loads, from the repository's root. */
  readonly source: string;
  /** The oldest Node that runs it. */
  readonly target: 'node22' | 'node24';
}

/** Every Lambda and every agent that there is, by their handler.ts and server.ts. */
export function findEntries(): readonly Entry[] {
  const lambdas = globSync('lambdas/**/handler.ts', { cwd: ROOT }).map((source): Entry => {
    return { name: toName(dirname(source).replace('lambdas/', '')), source, target: 'node24' };
  });
  const agents = globSync('agents/*/server.ts', { cwd: ROOT }).filter((source) => !source.startsWith('agents/harness/'));
  return [
    ...lambdas,
    // AgentCore's own Node is version 22.
    ...agents.map((source): Entry => ({ name: toName(dirname(source)), source, target: 'node22' })),
  ].toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
}

export function isLambda(name: string): boolean {
  return !name.startsWith('agents-');
}

function toName(folder: string): string {
  return folder.replaceAll('/', '-');
}
