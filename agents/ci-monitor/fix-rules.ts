import { packageManagerOf, scriptsOf } from '#domain/commands/package-json.ts';
import type { RepoFacts } from '#domain/commands/repo-facts.ts';

interface RuleFacts {
  readonly repo: RepoFacts;
  /** One command of the failed check. */
  readonly command: string;
  /** What it printed. */
  readonly log: string;
}

export interface FixRule {
  readonly name: string;
  /** What the fix is about, for the commit: `style: apply the formatter`. */
  readonly commit: { readonly type: string; readonly title: string };
  /** The command that mends it, or undefined when the rule does not apply. */
  fix(facts: RuleFacts): string | undefined;
}

const STYLE = { type: 'style', title: "apply the repository's formatter" } as const;
const LINT = { type: 'style', title: "apply the linter's own fixes" } as const;
const LOCK = { type: 'build', title: 'bring the lock file up to date' } as const;

/** Deterministic fixes, tried in this order; the first one after which the check's commands pass is kept. */
export const FIX_RULES: readonly FixRule[] = [
  {
    name: 'npm lock file',
    commit: LOCK,
    fix: onLog(/`npm ci` can only install packages when/, 'npm install --package-lock-only --ignore-scripts'),
  },
  {
    name: 'pnpm lock file',
    commit: LOCK,
    fix: onLog(/ERR_PNPM_OUTDATED_LOCKFILE/, 'pnpm install --lockfile-only --ignore-scripts'),
  },
  {
    name: 'yarn lock file',
    commit: LOCK,
    fix: onLog(/YN0028|lockfile would have been modified/, 'yarn install --mode=update-lockfile'),
  },
  {
    name: 'cargo lock file',
    commit: LOCK,
    fix: onLog(/lock file .* needs to be updated but --locked/, 'cargo update --workspace'),
  },
  {
    name: 'go modules',
    commit: LOCK,
    fix: onLog(/missing go\.sum entry|updates to go\.(?:mod|sum) needed|no required module provides/, 'go mod tidy'),
  },
  { name: 'own format script', commit: STYLE, fix: (facts) => ownScript(facts, /format|fmt|style|prettier/) },
  { name: 'own fix script', commit: LINT, fix: (facts) => ownScript(facts, /./) },
  {
    name: 'prettier',
    commit: STYLE,
    fix: rewrite(/\bprettier\b/, [[/(?:^|\s)(?:--check|-c|-l|--list-different)(?=\s|$)/, ' --write']]),
  },
  {
    name: 'biome format',
    commit: STYLE,
    fix: rewrite(/\bbiome format\b/, [[/\bbiome format\b(?! --write)/, 'biome format --write']]),
  },
  {
    name: 'biome',
    commit: LINT,
    fix: rewrite(/\bbiome (?:check|ci|lint)\b/, [
      [/\bbiome (?:check|ci)\b/, 'biome check --write'],
      [/\bbiome lint\b/, 'biome lint --write'],
    ]),
  },
  {
    name: 'linter with --fix',
    commit: LINT,
    fix: rewrite(/\b(?:eslint|oxlint|stylelint|standard|xo)\b/, [[/\b(eslint|oxlint|stylelint|standard|xo)\b/, '$1 --fix']]),
  },
  { name: 'ruff format', commit: STYLE, fix: rewrite(/\bruff format\b/, [[/ --(?:check|diff)\b/, '']]) },
  { name: 'ruff', commit: LINT, fix: rewrite(/\bruff check\b/, [[/\bruff check\b/, 'ruff check --fix']]) },
  { name: 'black', commit: STYLE, fix: rewrite(/\bblack\b.*--check/, [[/ --(?:check|diff)\b/, '']]) },
  { name: 'isort', commit: STYLE, fix: rewrite(/\bisort\b.*--check/, [[/ --(?:check-only|check|diff)\b/, '']]) },
  { name: 'gofmt', commit: STYLE, fix: ({ command }) => (/\bgofmt -[dl]\b/.test(command) ? 'gofmt -w .' : undefined) },
  { name: 'cargo fmt', commit: STYLE, fix: rewrite(/\bcargo fmt\b.*--check/, [[/(?: --)? --check\b/, '']]) },
];

function onLog(pattern: RegExp, fix: string): FixRule['fix'] {
  return ({ log }) => (pattern.test(log) ? fix : undefined);
}

/** `format:check`, `check:format`, `check-format` → `format`, or `lint` → `lint:fix`, when package.json has it. */
function ownScript({ command, repo }: RuleFacts, names: RegExp): string | undefined {
  const scripts = scriptsOf(repo.texts['package.json']);
  const script = scriptName(command);
  if (script === undefined || !(script in scripts) || !names.test(script)) return undefined;
  const bare = script.replace(/[:-]check$|^check[:-]/, '');
  const candidates = [`${bare}:fix`, `${bare}:write`, `fix:${bare}`, ...(bare === script ? [] : [bare])];
  const found = candidates.find((candidate) => candidate in scripts);
  return found === undefined ? undefined : `${packageManagerOf(repo.files)} run ${found}`;
}

/** Changes the tool's own command line, looked up in package.json when the check runs a script. */
function rewrite(tool: RegExp, changes: readonly (readonly [from: RegExp, to: string])[]): FixRule['fix'] {
  return ({ command, repo }) => {
    const script = scriptName(command);
    const text = script === undefined ? command : scriptsOf(repo.texts['package.json'])[script];
    if (text === undefined || !tool.test(text)) return undefined;
    const changed = changes.reduce((line, [from, to]) => line.replace(from, to), text);
    // A script finds its tools in node_modules/.bin, a shell does not.
    return changed === text ? undefined : script === undefined ? changed : `PATH="$PWD/node_modules/.bin:$PATH"; ${changed}`;
  };
}

/** The package.json script that a command runs; undefined when it is anything else. */
function scriptName(command: string): string | undefined {
  const [, name] = /^(?:npm|pnpm|yarn)(?: run(?:-script)?)?(?: --silent| -s)? ([\w:.-]+)\s*$/.exec(command.trim()) ?? [];
  return name;
}
