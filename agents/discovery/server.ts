import { join } from 'node:path';
import { openMirrors } from '#adapters/git/open-mirrors.ts';
import { startAgent } from '#agents/harness/server.ts';
import { createDiscoveryAgent } from './graph.ts';

await startAgent('discovery', ({ repoHost, settings }) => {
  const root = join(settings.STEPWRIGHT_WORKSPACE_DIR, 'mirrors');
  return createDiscoveryAgent({ repoHost, mirrors: openMirrors({ root, path: process.env['PATH'] ?? '' }) });
});
