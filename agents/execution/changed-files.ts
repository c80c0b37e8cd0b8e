import type { Plan } from '#domain/plan.ts';

/** Paths of the files that a git diff touches. */
export function changedFiles(diff: string): string[] {
  const paths = [...diff.matchAll(/^diff --git a\/.+ b\/(.+)$/gm)].map(([, path = '']) => path);
  return [...new Set(paths)].sort();
}

/** Files of a repository that were changed although no task or test of the plan names them. */
export function unplannedFiles(changed: readonly string[], plan: Plan, repo: string): string[] {
  const tasks = plan.tasks.filter((task) => task.repo === repo).flatMap(({ files }) => files);
  const planned = new Set([...tasks, ...plan.tests.map(({ file }) => file)]);
  return changed.filter((path) => !planned.has(path));
}
