import { join } from 'node:path';
import { openMirrors } from '#adapters/git/open-mirrors.ts';
import { startAgent } from '#agents/harness/server.ts';
import { openCache } from '#localise/checkout/cache.ts';
import { createDiscoveryAgent } from './graph.ts';

await startAgent('discovery', ({ repoHost, settings }) => {
  const inside = (name: string): string => join(settings.STEPWRIGHT_WORKSPACE_DIR, 'discovery', name);
  const mirrors = openMirrors({ root: inside('mirrors'), path: process.env['PATH'] ?? '' });
  return createDiscoveryAgent({ repoHost, mirrors, cache: openCache(inside('indexes')) });
});
