import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const taskSchema = z.strictObject({
  language: z.string(),
  /** Programs without which the task cannot be judged. */
  needs: z.array(z.string()),
  /** Run in a clone of the pull request's head, next to the hidden tests; 0 is solved. */
  hidden: z.string(),
  /** The files that the known solution changes, without tests. */
  reference: z.array(z.string()),
  /** How the paths of tests begin; a solution may add tests as it likes. */
  tests: z.array(z.string()),
});

/** One task: `repo/` as it is found, `ticket.md`, `hidden/` tests, and `solution/` as a person wrote it. */
export type EvalTask = z.infer<typeof taskSchema> & { readonly name: string; readonly directory: string };

const SHIPPED = new URL('../fixtures/eval/', import.meta.url).pathname;

/** All tasks below a folder, by default those that come with Stepwright. */
export function readEvalTasks(folder = SHIPPED): EvalTask[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => readEvalTask(join(folder, name), name)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function readEvalTask(directory: string, name: string): EvalTask {
  const parsed = taskSchema.safeParse(JSON.parse(readFileSync(join(directory, 'task.json'), 'utf8')));
  if (!parsed.success) throw new Error(`${directory}/task.json is not right: ${z.prettifyError(parsed.error)}`);
  return { ...parsed.data, name, directory };
}

/** What this machine lacks of the programs that the task needs. */
export function missingPrograms({ needs }: EvalTask): string[] {
  return needs.filter((program) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status !== 0);
}
