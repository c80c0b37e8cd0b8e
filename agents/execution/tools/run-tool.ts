import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';
import type { AgentContext } from '#agents/harness/agent.ts';
import { describeEnding } from '#agents/harness/workspace/describe-ending.ts';
import { shortenMiddle } from '#agents/harness/workspace/shorten-middle.ts';
import { parseTestOutput } from '#domain/test-output.ts';
import type { Workspace } from '#ports/workspace.ts';

const MAX_OUTPUT = 20_000;

/** The tool with which execution runs a shell command in the checkout. */
export function createRunTool(
  workspace: Workspace,
  timeoutSeconds: number,
  { signal, budget }: { signal: AbortSignal; budget: Pick<AgentContext['budget'], 'observe'> },
): StructuredToolInterface {
  const run = async (command: string, packages: boolean): Promise<string> => {
    const result = await workspace.run(command, { timeoutSeconds, signal, packages });
    const report = parseTestOutput(result.output);
    if (report) await budget.observe({ passed: report.counts.passed, failing: report.failing });
    return `${describeEnding(result, timeoutSeconds)}\n${shortenMiddle(result.output, MAX_OUTPUT)}`;
  };
  return tool(async ({ command, packages = false }) => run(command, packages), {
    name: 'run',
    description:
      `Runs a shell command in the repository's top directory, for at most ${timeoutSeconds} seconds. Nothing it starts lives on. ` +
      'It has no network; with `packages` it reaches package registries, to install dependencies. It can read .git but not change it.',
    schema: z.object({ command: z.string().min(1), packages: z.boolean().optional() }),
  });
}
