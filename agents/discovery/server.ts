import { startAgent } from '#agents/harness/server.ts';
import { createDiscoveryAgent } from './graph.ts';

await startAgent('discovery', ({ repoHost }) => createDiscoveryAgent({ repoHost }));
