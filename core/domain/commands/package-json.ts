import { z } from 'zod';
import { defined, type RepoCommands, type RepoFacts } from './repo-facts.ts';

const packageSchema = z.object({
  scripts: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  workspaces: z.unknown().optional(),
  /** Such as `pnpm@9.1.0`. */
  packageManager: z.string().default(''),
});

type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** The scripts of package.json; empty when there is none or it cannot be read. */
export function scriptsOf(packageJson: string | undefined): Readonly<Record<string, string>> {
  return readPackage(packageJson)?.scripts ?? {};
}

/** Which program runs package.json's scripts, by the lock file. */
export function packageManagerOf(files: readonly string[]): PackageManager {
  if (files.includes('pnpm-lock.yaml')) return 'pnpm';
  if (files.includes('bun.lock') || files.includes('bun.lockb')) return 'bun';
  return files.includes('yarn.lock') ? 'yarn' : 'npm';
}

/** How a lock file is kept to; yarn's first version knows another word for it than its later ones. */
function installOf(manager: PackageManager, files: readonly string[]): string {
  if (manager === 'pnpm') return 'pnpm install --frozen-lockfile';
  if (manager === 'bun') return 'bun install --frozen-lockfile';
  if (manager === 'yarn') return `yarn install ${files.includes('.yarnrc.yml') ? '--immutable' : '--frozen-lockfile'}`;
  // npm refuses to keep to a lock file that is not there.
  return files.includes('package-lock.json') || files.includes('npm-shrinkwrap.json') ? 'npm ci' : 'npm install';
}

/** What is run for each command: the first of these scripts that there is. */
const SCRIPTS = {
  build: ['build', 'compile'],
  test: ['test', 'tests', 'test:unit', 'test:ci', 'unit'],
  lint: ['lint', 'lint:check', 'check:lint', 'eslint'],
} as const;

/** The commands of a JavaScript or TypeScript project, by its scripts; of a workspace by those of its packages. */
export function fromPackageJson({ files, texts }: RepoFacts): RepoCommands {
  const found = readPackage(texts['package.json']);
  if (!found) return {};
  const [named] = /^(?:pnpm|yarn|bun)(?=@)/.exec(found.packageManager) ?? [];
  const locked = packageManagerOf(files);
  const manager = locked === 'npm' && isManager(named) ? named : locked;
  const isWorkspace = found.workspaces !== undefined || files.includes('pnpm-workspace.yaml');
  const needs = isWorkspace || Object.keys({ ...found.dependencies, ...found.devDependencies }).length > 0;
  const command = (name: keyof typeof SCRIPTS): string | undefined => {
    // What `npm init` writes is not a test.
    const own = SCRIPTS[name].find((script) => found.scripts[script] && !/no test specified/.test(found.scripts[script]));
    if (own !== undefined) return own === 'test' && manager !== 'bun' ? `${manager} test` : `${manager} run ${own}`;
    return isWorkspace ? ofWorkspaces(manager, name) : undefined;
  };
  return defined({
    install: needs ? installOf(manager, files) : undefined,
    build: command('build'),
    test: command('test'),
    lint: command('lint'),
  });
}

/** Runs a script in every package that has it. */
function ofWorkspaces(manager: PackageManager, name: keyof typeof SCRIPTS): string | undefined {
  if (manager === 'npm') return `npm run ${name} --workspaces --if-present`;
  return manager === 'pnpm' ? `pnpm --recursive --if-present run ${name}` : undefined;
}

function isManager(name: string | undefined): name is PackageManager {
  return name === 'pnpm' || name === 'yarn' || name === 'bun';
}

function readPackage(text: string | undefined): z.infer<typeof packageSchema> | undefined {
  if (text === undefined) return undefined;
  try {
    return packageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
