import { join } from 'node:path';
import { openWorkspaces } from '#adapters/git/open-workspaces.ts';
import { startAgent } from '#agents/harness/server.ts';
import { createExecutionAgent } from './graph.ts';

await startAgent('execution', ({ repoHost, settings }) => {
  const root = join(settings.STEPWRIGHT_WORKSPACE_DIR, 'execution');
  return createExecutionAgent({ repos: repoHost, workspaces: openWorkspaces({ root, path: process.env['PATH'] ?? '' }) });
});
