/** What the plan (or a request of people) says may be changed in a repository: files, or folders with all that is in them. */
export interface ScopeFacts {
  /** Paths as git lists them, relative to the top of the repository. */
  readonly changed: readonly string[];
  readonly named: readonly string[];
}

export interface Scope {
  /** Must be undone: nobody said that they change. */
  readonly forbidden: readonly { readonly path: string; readonly why: string }[];
  /** Changed although nothing names them; they may be needed all the same. */
  readonly drift: readonly string[];
}

/** Places whose files say what runs elsewhere with other rights: CI and release definitions. Lower case. */
const CI_FOLDERS = [
  '.github/workflows',
  '.github/actions',
  '.circleci',
  '.buildkite',
  '.woodpecker',
  '.gitlab/ci',
  '.forgejo',
  '.gitea',
];
const CI_FILES: ReadonlySet<string> = new Set([
  '.gitlab-ci.yml',
  '.travis.yml',
  '.drone.yml',
  '.woodpecker.yml',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  'appveyor.yml',
  'buildspec.yml',
  'cloudbuild.yaml',
  'jenkinsfile',
  'codeowners',
]);

/** Files that decide what is installed, with the manifests that they follow. Lower case. */
const LOCKFILES: Readonly<Record<string, readonly string[]>> = {
  'package-lock.json': ['package.json'],
  'npm-shrinkwrap.json': ['package.json'],
  'yarn.lock': ['package.json'],
  'pnpm-lock.yaml': ['package.json'],
  'bun.lock': ['package.json'],
  'bun.lockb': ['package.json'],
  'deno.lock': ['deno.json'],
  'poetry.lock': ['pyproject.toml'],
  'uv.lock': ['pyproject.toml'],
  'pdm.lock': ['pyproject.toml'],
  'pipfile.lock': ['pipfile'],
  'cargo.lock': ['cargo.toml'],
  'go.sum': ['go.mod'],
  'gemfile.lock': ['gemfile'],
  'composer.lock': ['composer.json'],
  'mix.lock': ['mix.exs'],
  'gradle.lockfile': ['build.gradle', 'build.gradle.kts'],
  'flake.lock': ['flake.nix'],
};

/** Decides on the files that were changed: what nobody asked for and must not go out, and what goes beyond the plan. */
export function decideScope({ changed, named }: ScopeFacts): Scope {
  const allowed = named.map(toParts);
  const isNamed = (parts: readonly string[]): boolean => allowed.some((name) => startsWith(parts, name));
  const outside = changed.filter((path) => !isNamed(toParts(path)));
  const forbidden = outside.flatMap((path) => {
    const why = whyForbidden(toParts(path), isNamed);
    return why === undefined ? [] : [{ path, why }];
  });
  return { forbidden, drift: outside.filter((path) => !forbidden.some((one) => one.path === path)) };
}

/** Paths that a text of people or of CI names; what looks like one and is none does no harm. */
export function pathsIn(text: string): string[] {
  return [
    ...new Set(
      [...text.matchAll(/[\w.@-]*(?:\/[\w.@-]+)+|[\w-]+\.\w+|\bJenkinsfile\b/g)].map(([path]) => path.replace(/\.$/, '')),
    ),
  ];
}

function whyForbidden(parts: readonly string[], isNamed: (parts: readonly string[]) => boolean): string | undefined {
  const name = parts.at(-1) ?? '';
  if (CI_FILES.has(name) || CI_FOLDERS.some((folder) => startsWith(parts, folder.split('/')))) return 'it defines what CI runs';
  const manifests = Object.hasOwn(LOCKFILES, name) ? LOCKFILES[name] : undefined;
  if (!manifests || manifests.some((manifest) => isNamed([...parts.slice(0, -1), manifest]))) return undefined;
  return 'it decides which dependencies are installed';
}

/** A path's names in lower case, because some file systems do not tell cases apart; `.` and empty ones say nothing. */
function toParts(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.toLowerCase().split(/[/\\]/)) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}

function startsWith(parts: readonly string[], start: readonly string[]): boolean {
  return start.length > 0 && start.every((part, index) => parts[index] === part);
}
