import type { Catalogue } from '#agents/harness/catalogue.ts';
import type { DiscoveryAnswer } from './contract.ts';
import type { Trees } from './verify.ts';

/** Reads the file lists of those repositories of an answer that we can see. */
export async function readTrees(answer: DiscoveryAnswer, catalogue: Catalogue): Promise<Trees> {
  const entries = answer.repositories.map(async (repository) => {
    if (!(await catalogue.has(repository.name))) return [];
    const { name } = await catalogue.find(repository.name);
    return [[name.toLowerCase(), { name, paths: new Set(await catalogue.files(name)) }]] as const;
  });
  return new Map((await Promise.all(entries)).flat());
}
