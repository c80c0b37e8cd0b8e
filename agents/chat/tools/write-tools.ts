import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import type { ZodObject } from 'zod';
import {
  type ChatAction,
  chatActionSchema,
  newIssueSchema,
  newPullRequestSchema,
  plannedReviewSchema,
} from '#domain/chat-session.ts';
import { reviewSchema } from '../contract.ts';

interface Proposal {
  readonly type: ChatAction['type'];
  readonly schema: ZodObject;
  readonly description: string;
}

/** What the model may propose; nothing of it is done before the user's yes. */
const PROPOSALS: Readonly<Record<string, Proposal>> = {
  create_issue: {
    type: 'create-issue',
    schema: newIssueSchema,
    description: 'Puts a new issue before the user, who decides whether it is opened. body is Markdown.',
  },
  create_pull_request: {
    type: 'create-pull-request',
    schema: newPullRequestSchema,
    description: 'Puts a new pull request before the user, who decides whether it is opened. body is Markdown.',
  },
  plan_review: {
    type: 'review',
    schema: plannedReviewSchema,
    description: 'Puts the plan of a review before the user, who decides whether it is made and posted.',
  },
};

/** The name under which the model hands in an approved review. */
export const SUBMIT_REVIEW = 'submit_review';

/** What the model is offered; submit_review only when a plan was approved in this message. */
export function createWriteTools(isReviewing: boolean): StructuredToolInterface[] {
  if (isReviewing) {
    const description = 'Posts the review whose plan the user approved. Call it once.';
    return [tool(async () => '', { name: SUBMIT_REVIEW, description, schema: reviewSchema })];
  }
  return Object.entries(PROPOSALS).map(([name, { description, schema }]) => tool(async () => '', { name, description, schema }));
}

/** True for a tool that ends in a question to the user. */
export function isProposal(name: string): boolean {
  return Object.hasOwn(PROPOSALS, name);
}

/** What a call proposes, checked. */
export function toProposed(name: string, args: Readonly<Record<string, unknown>>): ReturnType<typeof chatActionSchema.safeParse> {
  return chatActionSchema.safeParse({ ...args, type: PROPOSALS[name]?.type });
}
