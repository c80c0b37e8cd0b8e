import { z } from 'zod';
import { discoverySchema } from '#domain/discovery.ts';

const relevance = z.number().min(0).max(1);
const repository = discoverySchema.shape.repositories.element;

/**
 * What the model hands in: a discovery before it is verified, so that relevance may be anything and the complexity,
 * which we compute ourselves, may be missing.
 */
export const answerSchema = discoverySchema.extend({
  repositories: z.array(repository.extend({ relevance })).min(1),
  complexity: discoverySchema.shape.complexity.optional(),
});
export type DiscoveryAnswer = z.infer<typeof answerSchema>;

/**
 * Product A1: five keywords with ten hits each, at most twenty repositories looked at, at most ten answered. The most likely
 * of them are copied here, and so many of each one's files are shown to the model.
 */
export const DISCOVERY_LIMITS = {
  keywords: 5,
  hits: 10,
  analysed: 20,
  copied: 3,
  candidates: 12,
  answered: 10,
  minRelevance: 0.3,
} as const;
