import { parse } from 'yaml';
import { z } from 'zod';

const stepSchema = z.object({ run: z.string().optional(), 'working-directory': z.string().optional() });
const workflowSchema = z.object({
  jobs: z.record(z.string(), z.object({ name: z.string().optional(), steps: z.array(stepSchema).default([]) })),
});

/**
 * The shell commands of the job behind a check, in their order; `undefined` when no workflow has such a job or a command
 * needs what only the CI server knows (an expression such as `${{ secrets.X }}`).
 */
export function checkCommands(checkName: string, workflows: readonly string[]): string[] | undefined {
  for (const text of workflows) {
    const job = findJob(checkName, text);
    if (!job) continue;
    const commands = job.steps.flatMap((step) =>
      step.run === undefined ? [] : [toCommand(step.run, step['working-directory'])],
    );
    const runnable = commands.length > 0 && commands.every((command) => !command.includes('${{'));
    return runnable ? commands : undefined;
  }
  return undefined;
}

/** Checks are named after the job; a job with a matrix adds its values: `test (20)`. */
function findJob(checkName: string, text: string): z.infer<typeof workflowSchema>['jobs'][string] | undefined {
  const workflow = workflowSchema.safeParse(parseYaml(text)).data;
  const wanted = checkName.replace(/ \([^)]*\)$/, '');
  return Object.entries(workflow?.jobs ?? {}).find(([id, { name = id }]) => name === checkName || name === wanted)?.[1];
}

function toCommand(run: string, directory: string | undefined): string {
  const script = run.trim();
  return directory === undefined ? script : `cd ${JSON.stringify(directory)}\n${script}`;
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
