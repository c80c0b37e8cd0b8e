import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { openWorkspaces } from '#adapters/git/open-workspaces.ts';
import { openSandbox } from '#adapters/sandbox/open-sandbox.ts';
import { openTurns } from '#adapters/system/open-turns.ts';
import { startAgent } from '#agents/harness/server.ts';
import { createExecutionAgent } from './graph.ts';

await startAgent('execution', ({ repoHost, settings }) => {
  const path = process.env['PATH'] ?? '';
  const sandbox = openSandbox({
    path,
    home: process.env['HOME'],
    packageHosts: settings.STEPWRIGHT_PACKAGE_HOSTS,
    required: settings.STEPWRIGHT_SANDBOX === 'required',
    turns: openTurns(availableParallelism()),
  });
  const root = join(settings.STEPWRIGHT_WORKSPACE_DIR, 'execution');
  return createExecutionAgent({
    repos: repoHost,
    allowed: settings.STEPWRIGHT_GITHUB_ALLOWED,
    workspaces: openWorkspaces({ root, sandbox, path }),
  });
});
