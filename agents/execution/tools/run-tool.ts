import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';
import type { AgentContext } from '#agents/harness/agent.ts';
import { shortenMiddle } from '#agents/harness/workspace/shorten-middle.ts';
import { parseTestOutput } from '#domain/test-output.ts';
import type { CommandResult, Workspace } from '#ports/workspace.ts';

const MAX_OUTPUT = 20_000;

/** The tool with which execution runs a shell command in the checkout. */
export function createRunTool(
  workspace: Workspace,
  timeoutSeconds: number,
  { signal, budget }: Pick<AgentContext, 'signal' | 'budget'>,
): StructuredToolInterface {
  const run = async (command: string): Promise<string> => {
    const result = await workspace.run(command, { timeoutSeconds, signal });
    const report = parseTestOutput(result.output);
    if (report) await budget.observe({ passed: report.counts.passed, failing: report.failing });
    return describeRun(result, timeoutSeconds);
  };
  return tool(async ({ command }) => run(command), {
    name: 'run',
    description: `Runs a shell command in the repository's top directory, for at most ${timeoutSeconds} seconds. Nothing it starts lives on.`,
    schema: z.object({ command: z.string().min(1) }),
  });
}

function describeRun({ exitCode, output, timedOut }: CommandResult, timeoutSeconds: number): string {
  const ending = timedOut ? `stopped after ${timeoutSeconds} seconds` : `exit code ${exitCode}`;
  return `${ending}\n${shortenMiddle(output, MAX_OUTPUT)}`;
}
