/** Where repositories say how to work on them: for agents, and for people where there is nothing for agents alone. */
const RULES = [
  /^(AGENTS|CLAUDE)\.md$/i,
  /^\.claude\/rules\/.+\.md$/,
  /^\.github\/copilot-instructions\.md$/,
  /^(\.github\/|docs\/)?CONTRIBUTING\.(md|rst|txt)$/i,
] as const;

/** The paths of a repository's own rules, those for agents first. */
export function rulePaths(paths: readonly string[]): string[] {
  return RULES.flatMap((rule) => paths.filter((path) => rule.test(path)));
}
