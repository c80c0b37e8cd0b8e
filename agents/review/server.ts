import { startAgent } from '#agents/harness/server.ts';
import { createReviewAgent } from './graph.ts';

await startAgent('review', ({ repoHost }) => createReviewAgent({ repoHost }));
