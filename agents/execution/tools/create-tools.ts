import type { StructuredToolInterface } from '@langchain/core/tools';
import type { AgentContext } from '#agents/harness/agent.ts';
import { createReadTools } from '#agents/harness/workspace/read-tools.ts';
import type { Workspace } from '#ports/workspace.ts';
import { createRunTool } from './run-tool.ts';
import { createTaskListTool } from './task-list-tool.ts';
import { createWriteTools } from './write-tools.ts';

/** All that execution's model can do in a checkout besides saying that it is done. */
export function createTools(workspace: Workspace, commandSeconds: number, context: AgentContext): StructuredToolInterface[] {
  return [
    ...createReadTools(workspace),
    ...createWriteTools(workspace),
    createRunTool(workspace, commandSeconds, context),
    createTaskListTool(context.progress),
  ];
}
