import { z } from 'zod';

/** The repository's own commands, as a shell runs them in its top directory; absent when it has none. */
export interface RepoCommands {
  /** Brings what the other commands need. */
  readonly install?: string;
  readonly build?: string;
  readonly test?: string;
  readonly lint?: string;
}

/** What is known of a repository: its files, and the text of those in `FILES_TO_READ` that it has. */
export interface RepoFacts {
  readonly files: readonly string[];
  readonly texts: Readonly<Record<string, string>>;
}

/** The files whose text `detectCommands` looks at. */
export const FILES_TO_READ = ['package.json', 'pyproject.toml', 'Makefile'] as const;

const packageSchema = z.object({
  scripts: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** One row per kind of project; of several that apply the first one that knows a command gives it. */
const DETECTORS: readonly ((facts: RepoFacts) => RepoCommands)[] = [fromPackageJson, fromPython, fromGo, fromCargo, fromMakefile];

/** Finds out how the repository is built, tested and linted. */
export function detectCommands(facts: RepoFacts): RepoCommands {
  const found = DETECTORS.map((detect) => detect(facts));
  return found.reduceRight((all, commands) => ({ ...all, ...commands }), {});
}

/** The scripts of package.json; empty when there is none or it cannot be read. */
export function scriptsOf(packageJson: string | undefined): Readonly<Record<string, string>> {
  return readPackage(packageJson)?.scripts ?? {};
}

/** Which program runs package.json's scripts, by the lock file. */
export function packageManagerOf(files: readonly string[]): 'npm' | 'pnpm' | 'yarn' {
  if (files.includes('pnpm-lock.yaml')) return 'pnpm';
  return files.includes('yarn.lock') ? 'yarn' : 'npm';
}

/** npm refuses to install without a lock file when it is told to keep to one. */
const INSTALL = { npm: 'npm ci', pnpm: 'pnpm install --frozen-lockfile', yarn: 'yarn install --immutable' } as const;

function fromPackageJson({ files, texts }: RepoFacts): RepoCommands {
  const found = readPackage(texts['package.json']);
  if (!found) return {};
  const manager = packageManagerOf(files);
  const locked = manager !== 'npm' || files.includes('package-lock.json');
  const needs = Object.keys({ ...found.dependencies, ...found.devDependencies }).length > 0;
  const run = (name: string): string | undefined => {
    const script = found.scripts[name];
    // What `npm init` writes is not a test.
    if (script === undefined || /no test specified/.test(script)) return undefined;
    return name === 'test' ? `${manager} test` : `${manager} run ${name}`;
  };
  return defined({
    install: needs ? (locked ? INSTALL[manager] : 'npm install') : undefined,
    build: run('build'),
    test: run('test'),
    lint: run('lint'),
  });
}

function fromPython({ files, texts }: RepoFacts): RepoCommands {
  const project = texts['pyproject.toml'] ?? '';
  const tested =
    /\[tool\.pytest/.test(project) ||
    files.some((path) => /(^|\/)(conftest|test_[^/]+|[^/]+_test)\.py$|^pytest\.ini$/.test(path));
  const ruff = /\[tool\.ruff/.test(project) || files.some((path) => /^\.?ruff\.toml$/.test(path));
  return defined({ test: tested ? 'python3 -m pytest -q' : undefined, lint: ruff ? 'ruff check .' : undefined });
}

function fromGo({ files }: RepoFacts): RepoCommands {
  if (!files.includes('go.mod')) return {};
  return { build: 'go build ./...', test: 'go test -json ./...', lint: 'go vet ./...' };
}

function fromCargo({ files }: RepoFacts): RepoCommands {
  return files.includes('Cargo.toml') ? { build: 'cargo build', test: 'cargo test' } : {};
}

function fromMakefile({ texts }: RepoFacts): RepoCommands {
  const makefile = texts['Makefile'] ?? '';
  const target = (name: string): string | undefined =>
    new RegExp(`^${name}\\s*:(?!=)`, 'm').test(makefile) ? `make ${name}` : undefined;
  return defined({ build: target('build'), test: target('test'), lint: target('lint') });
}

function readPackage(text: string | undefined): z.infer<typeof packageSchema> | undefined {
  if (text === undefined) return undefined;
  try {
    return packageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function defined(commands: { [name in keyof RepoCommands]: RepoCommands[name] | undefined }): RepoCommands {
  return Object.fromEntries(Object.entries(commands).filter(([, command]) => command !== undefined));
}
