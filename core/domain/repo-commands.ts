import { fromJvm } from './commands/jvm.ts';
import { fromOthers } from './commands/others.ts';
import { fromPackageJson } from './commands/package-json.ts';
import { fromPython } from './commands/python.ts';
import { defined, type RepoCommands, type RepoFacts } from './commands/repo-facts.ts';

/** The files whose text `detectCommands` looks at, at the top and in the directories of a repository with several projects. */
const FILES_TO_READ: ReadonlySet<string> = new Set([
  'package.json',
  'pyproject.toml',
  'requirements.txt',
  'requirements-dev.txt',
  'setup.cfg',
  'tox.ini',
  'composer.json',
  'Makefile',
  'AGENTS.md',
  'CLAUDE.md',
]);
const MAX_READ = 40;

/** The paths of the files that `detectCommands` needs to know the text of. */
export function commandFiles(files: readonly string[]): string[] {
  const nested = files.filter((path) => path.split('/').length <= 3 && FILES_TO_READ.has(path.split('/').at(-1) ?? ''));
  return nested.toSorted((a, b) => a.split('/').length - b.split('/').length).slice(0, MAX_READ);
}

/** One row per kind of project; of several that apply the first one that knows a command gives it. */
const DETECTORS: readonly ((facts: RepoFacts) => RepoCommands)[] = [
  fromOwnRules,
  fromPackageJson,
  fromPython,
  fromGo,
  fromCargo,
  fromJvm,
  fromOthers,
  fromMakefile,
];

/** More projects of one repository than this are not built and tested each time. */
const MAX_PROJECTS = 6;

/** Finds out how the repository is built, tested and linted; one without anything at its top by the projects in it. */
export function detectCommands(facts: RepoFacts): RepoCommands {
  const found = DETECTORS.map((detect) => detect(facts));
  const top = found.reduceRight((all, commands) => ({ ...all, ...commands }), {});
  return top.test === undefined && top.build === undefined ? { ...fromProjects(facts), ...top } : top;
}

/** Several projects beside each other, such as `web/` and `service/`: each command is that of all who have one. */
function fromProjects({ files, texts }: RepoFacts): RepoCommands {
  const all = [...new Set(files.flatMap((path) => directoryOfProject(path) ?? []))];
  const directories = all.filter((one) => !all.some((other) => one.startsWith(`${other}/`))).slice(0, MAX_PROJECTS);
  const projects = directories.map((directory) => ({ directory, own: detectCommands(below(directory, { files, texts })) }));
  const each = (name: keyof RepoCommands): string | undefined => {
    const commands = projects.flatMap(({ directory, own }) =>
      own[name] === undefined ? [] : [`( cd '${directory}' && ${own[name]} )`],
    );
    return commands.length === 0 ? undefined : commands.join(' && ');
  };
  return defined({ install: each('install'), build: each('build'), test: each('test'), lint: each('lint') });
}

const MANIFESTS =
  /^(?:package\.json|pyproject\.toml|go\.mod|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?|composer\.json|Gemfile|Makefile)$/;

/** A directory at the top, or one below (`services/api`), that has a manifest of its own. */
function directoryOfProject(path: string): string | undefined {
  const parts = path.split('/');
  const directory = parts.slice(0, -1).join('/');
  const isPlain =
    /^[\w./@ -]+$/.test(directory) && !/(^|\/)(node_modules|vendor|fixtures?|testdata|examples?)(\/|$)/.test(directory);
  return parts.length > 1 && parts.length <= 3 && isPlain && MANIFESTS.test(parts.at(-1) ?? '') ? directory : undefined;
}

function below(directory: string, { files, texts }: RepoFacts): RepoFacts {
  const own = (path: string): string[] => (path.startsWith(`${directory}/`) ? [path.slice(directory.length + 1)] : []);
  const ownTexts = Object.entries(texts).flatMap(([path, text]) => own(path).map((name) => [name, text] as const));
  return { files: files.flatMap(own), texts: Object.fromEntries(ownTexts) };
}

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

/** Prints the packages of every module of a workspace. */
const GO_MODULES = "go list -f '{{.Dir}}/...' -m";

function fromGo({ files }: RepoFacts): RepoCommands {
  // A workspace has no packages of its own at its top: `./...` would match none.
  if (files.includes('go.work') && !files.includes('go.mod')) {
    const [build, test, lint] = ['go build', 'go test -json', 'go vet'].map((command) => `${GO_MODULES} | xargs ${command}`);
    return defined({ install: 'go mod download', build, test, lint });
  }
  if (!files.includes('go.mod')) return {};
  const commands = { build: 'go build ./...', test: 'go test -json ./...', lint: 'go vet ./...' };
  return files.includes('go.sum') ? { install: 'go mod download', ...commands } : commands;
}

function fromCargo({ files }: RepoFacts): RepoCommands {
  if (!files.includes('Cargo.toml')) return {};
  const install = files.includes('Cargo.lock') ? 'cargo fetch --locked' : 'cargo fetch';
  return { install, build: 'cargo build', test: 'cargo test' };
}

function fromMakefile({ texts }: RepoFacts): RepoCommands {
  const makefile = texts['Makefile'] ?? '';
  const target = (name: string): string | undefined =>
    new RegExp(`^${name}\\s*:(?!=)`, 'm').test(makefile) ? `make ${name}` : undefined;
  return defined({ build: target('build'), test: target('test') ?? target('check'), lint: target('lint') });
}
