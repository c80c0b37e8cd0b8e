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
  /** All its paths; empty as long as nobody has listed them. */
  readonly paths: readonly string[];
}

/** What is read of all repositories: what they say of themselves, where it usually is. */
export const ROOT_FILES: readonly string[] = [
  'README.md',
  'readme.md',
  'README.rst',
  'package.json',
  'pyproject.toml',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
];

const MAX_README = 20_000;
/** A workspace of npm or Cargo has one for each of its packages. */
const MAX_MANIFESTS = 8;

/** Reads a repository's README and manifests but those whose texts are known; what cannot be read is left out. */
export async function readRepositoryFacts(
  catalogue: Catalogue,
  name: string,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<RepositoryFacts> {
  const paths = await catalogue.files(name).catch(() => []);
  const wanted = [paths.find(isReadme) ?? [], nearestManifests(paths)].flat();
  const texts = await Promise.all(
    wanted.map(async (path) => known.get(path) ?? (await catalogue.read(name, path).catch(() => undefined)) ?? ''),
  );
  return {
    ...toFacts(name, new Map(wanted.map((path, at) => [path, texts[at] ?? '']))),
    specifications: paths.filter(isSpecification),
    paths,
  };
}

/** What a repository's README and manifests say, by path. */
export function toFacts(name: string, texts: ReadonlyMap<string, string>): RepositoryFacts {
  const parsed = nearestManifests([...texts.keys()]).map((path) => ({ path, ...readManifest(path, texts.get(path) ?? '') }));
  const readme = [...texts.keys()].find(isReadme);
  return {
    name,
    readme: (readme === undefined ? '' : (texts.get(readme) ?? '')).slice(0, MAX_README),
    provides: parsed.flatMap(({ provides }) => provides),
    uses: parsed.flatMap(({ path, uses }) => uses.map((used) => ({ name: used, manifest: path }))),
    specifications: [],
    paths: [],
  };
}

function isReadme(path: string): boolean {
  return /^readme(?:\.\w+)?$/i.test(path);
}

/** Those nearest to the root speak for the repository. */
function nearestManifests(paths: readonly string[]): string[] {
  return paths
    .filter(isManifest)
    .sort((a, b) => a.split('/').length - b.split('/').length)
    .slice(0, MAX_MANIFESTS);
}
