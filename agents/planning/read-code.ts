import type { Catalogue } from '#agents/harness/catalogue.ts';
import type { Discovery } from '#domain/discovery.ts';
import type { Material } from './state.ts';

/** About 20,000 tokens: enough to see the code in question; the model reads more when it wants to. */
const LIMITS = { files: 12, characters: 80_000, perFile: 20_000 } as const;

/** Reads the most relevant files of a discovery, whole repositories' relevance weighing in. */
export async function readCode(catalogue: Catalogue, discovery: Discovery): Promise<Material['code']> {
  const ranked = discovery.repositories
    .flatMap(({ name, relevance, files }) =>
      files.map((file) => ({ repo: name, path: file.path, rank: relevance * file.relevance })),
    )
    .sort((a, b) => b.rank - a.rank)
    .slice(0, LIMITS.files);
  const texts = await Promise.all(ranked.map(({ repo, path }) => catalogue.read(repo, path)));
  const code: Material['code'] = [];
  let left: number = LIMITS.characters;
  for (const [index, { repo, path }] of ranked.entries()) {
    const text = texts[index];
    if (text === undefined || left === 0) continue;
    const shown = text.slice(0, Math.min(left, LIMITS.perFile));
    code.push({ repo, path, text: shown.length < text.length ? `${shown}\n… cut here` : shown });
    left -= shown.length;
  }
  return code;
}
