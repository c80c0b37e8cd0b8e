import { StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import { discoverySchema } from '#domain/discovery.ts';
import { answerSchema } from './contract.ts';

const repository = z.object({
  name: z.string(),
  description: z.string(),
  defaultBranch: z.string(),
  topics: z.array(z.string()),
  cloneUrl: z.string(),
});
const hit = z.object({ repo: z.string(), path: z.string(), fragment: z.string() });
const candidate = z.object({ repo: z.string(), path: z.string(), snippet: z.string() });

/** What the nodes hand on to each other. */
export const DiscoveryState = new StateSchema({
  keywords: z.array(z.string()),
  hits: z.array(hit),
  /** Most likely first. */
  repositories: z.array(repository),
  /** What manifests and specifications say. */
  dependencies: discoverySchema.shape.dependencies,
  /** Per repository best first. */
  candidates: z.array(candidate),
  answer: answerSchema,
  discovery: discoverySchema,
});
export type State = typeof DiscoveryState.State;
export type Update = typeof DiscoveryState.Update;
