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
export const FILES_TO_READ = ['package.json', 'pyproject.toml', 'Makefile', 'AGENTS.md', 'CLAUDE.md'] as const;

const packageSchema = z.object({
  scripts: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** One row per kind of project; of several that apply the first one that knows a command gives it. */
const DETECTORS: readonly ((facts: RepoFacts) => RepoCommands)[] = [
  fromOwnRules,
  fromPackageJson,
  fromPython,
  fromGo,
  fromCargo,
  fromMaven,
  fromGradle,
  fromMakefile,
];

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

/** How people write a command down for agents: `- Test: \`make check\``, `**Lint**: \`ruff check\``. */
const WRITTEN = /^[ \t]*(?:[-*+] )?\**(install|setup|build|tests?|lint)\**:\**[ \t]*`([^`\n<]+)`[ \t.]*$/gim;

/** What the repository itself tells agents goes before what is guessed. */
function fromOwnRules({ texts }: RepoFacts): RepoCommands {
  const rules = [texts['AGENTS.md'], texts['CLAUDE.md']].filter((text) => text !== undefined).join('\n');
  const written = [...rules.matchAll(WRITTEN)].map(([, name = '', command = '']) => [name.toLowerCase(), command] as const);
  const first = (...names: readonly string[]): string | undefined => written.find(([name]) => names.includes(name))?.[1];
  return defined({
    install: first('install', 'setup'),
    build: first('build'),
    test: first('test', 'tests'),
    lint: first('lint'),
  });
}

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
  const { install, python } = pythonOf(files, project);
  return defined({
    install,
    test: tested ? `${python} -m pytest -q` : undefined,
    lint: ruff ? (install === undefined ? 'ruff check .' : `${python} -m ruff check .`) : undefined,
  });
}

/** How a Python project brings its dependencies, and the interpreter that then has them. */
function pythonOf(files: readonly string[], project: string): { install?: string; python: string } {
  if (files.includes('uv.lock')) return { install: 'uv sync --frozen --all-extras', python: 'uv run --offline python' };
  if (files.includes('poetry.lock')) return { install: 'poetry install --no-interaction', python: 'poetry run python' };
  const requirements = files.filter((path) => /^requirements([-_.](dev|test|tests))?\.txt$/.test(path));
  const hasOwn = /^dependencies\s*=\s*\[\s*[^\]\s]/m.test(project) || /^\[project\.optional-dependencies\]/m.test(project);
  if (requirements.length === 0 && !hasOwn) return { python: 'python3' };
  const what = [...requirements.map((path) => `-r ${path}`), ...(hasOwn ? ['-e .'] : [])].join(' ');
  return {
    install: `python3 -m venv --system-site-packages .venv && .venv/bin/pip install --quiet ${what}`,
    python: '.venv/bin/python',
  };
}

function fromGo({ files }: RepoFacts): RepoCommands {
  if (!files.includes('go.mod')) return {};
  const commands = { build: 'go build ./...', test: 'go test -json ./...', lint: 'go vet ./...' };
  return files.includes('go.sum') ? { install: 'go mod download', ...commands } : commands;
}

function fromCargo({ files }: RepoFacts): RepoCommands {
  if (!files.includes('Cargo.toml')) return {};
  const install = files.includes('Cargo.lock') ? 'cargo fetch --locked' : 'cargo fetch';
  return { install, build: 'cargo build', test: 'cargo test' };
}

/** Maven and Gradle fetch what tests need only when they run some: asked for a test that nobody has, they fetch it and run none. */
const NO_TEST = 'none.Such';

function fromMaven({ files }: RepoFacts): RepoCommands {
  if (!files.includes('pom.xml')) return {};
  const maven = files.includes('mvnw') ? './mvnw' : 'mvn';
  const none = `-Dtest=${NO_TEST} -Dsurefire.failIfNoSpecifiedTests=false -DfailIfNoTests=false`;
  return { install: `${maven} -B -q test ${none}`, build: `${maven} -B -q test-compile`, test: `${maven} -B test` };
}

function fromGradle({ files }: RepoFacts): RepoCommands {
  if (!files.some((path) => /^(build|settings)\.gradle(\.kts)?$/.test(path))) return {};
  const gradle = `${files.includes('gradlew') ? './gradlew' : 'gradle'} --no-daemon --console=plain`;
  return {
    install: `${gradle} testClasses && ( ${gradle} test --tests ${NO_TEST} || true )`,
    build: `${gradle} testClasses`,
    test: `${gradle} test`,
  };
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
