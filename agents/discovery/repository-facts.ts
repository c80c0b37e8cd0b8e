import type { Catalogue } from '#agents/harness/catalogue.ts';
import { isManifest, readManifest } from './manifests.ts';
import { isSpecification } from './specifications.ts';

/** What a repository says about itself. */
export interface RepositoryFacts {
  readonly name: string;
  readonly readme: string;
  /** Names of the packages that it makes. */
  readonly provides: readonly string[];
  /** Names of the packages that it uses, with the manifest that says so. */
  readonly uses: readonly { readonly name: string; readonly manifest: string }[];
  /** Paths of API specifications. */
  readonly specifications: readonly string[];
}

const MAX_README = 4_000;
const MAX_MANIFESTS = 4;

/** Reads a repository's README and manifests; what cannot be read is left out. */
export async function readRepositoryFacts(catalogue: Catalogue, name: string): Promise<RepositoryFacts> {
  const paths = await catalogue.files(name).catch(() => []);
  const readme = paths.find((path) => /^readme(?:\.\w+)?$/i.test(path));
  // Those nearest to the root speak for the repository.
  const manifests = paths
    .filter(isManifest)
    .sort((a, b) => a.split('/').length - b.split('/').length)
    .slice(0, MAX_MANIFESTS);
  const read = async (path: string): Promise<string> => (await catalogue.read(name, path).catch(() => undefined)) ?? '';
  const [about, ...texts] = await Promise.all([readme === undefined ? '' : read(readme), ...manifests.map(read)]);
  const parsed = manifests.map((path, at) => ({ path, ...readManifest(path, texts[at] ?? '') }));
  return {
    name,
    readme: (about ?? '').slice(0, MAX_README),
    provides: parsed.flatMap(({ provides }) => provides),
    uses: parsed.flatMap(({ path, uses }) => uses.map((used) => ({ name: used, manifest: path }))),
    specifications: paths.filter(isSpecification),
  };
}
