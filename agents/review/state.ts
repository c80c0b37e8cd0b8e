import { StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import type { Rule } from '#agents/harness/read-rules.ts';
import type { PullRequest, ReviewThread } from '#domain/pull-request.ts';
import { reviewSchema } from '#domain/review.ts';
import { stepResultSchema } from '#domain/step-result.ts';
import type { ChangedFile } from '#ports/repo-host.ts';

/** What was read before reviewing; all of it is outside text. */
export interface Material {
  readonly pull: PullRequest;
  readonly files: readonly ChangedFile[];
  /** Files whose diff is not shown: generated, binary, or more than there is room for. */
  readonly unseen: readonly { readonly path: string; readonly why: string }[];
  readonly threads: readonly ReviewThread[];
  readonly rules: readonly Rule[];
}

/** What the nodes hand on to each other. */
export const ReviewState = new StateSchema({
  material: z.custom<Material>(),
  review: reviewSchema,
  result: stepResultSchema,
});
export type State = typeof ReviewState.State;
export type Update = typeof ReviewState.Update;
