import { join } from 'node:path';
import { openWorkspaces } from '#adapters/git/open-workspaces.ts';
import { startAgent } from '#agents/harness/server.ts';
import { createCiMonitorAgent } from './graph.ts';

await startAgent('ci-monitor', ({ repoHost, settings }) => {
  const root = join(settings.STEPWRIGHT_WORKSPACE_DIR, 'ci-monitor');
  return createCiMonitorAgent({ repos: repoHost, workspaces: openWorkspaces({ root, path: process.env['PATH'] ?? '' }) });
});
