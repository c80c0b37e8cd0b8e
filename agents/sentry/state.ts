import { StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import type { ErrorEvent, ErrorGroup } from '#ports/error-tracker.ts';
import { writingSchema } from './contract.ts';
import { stepResultSchema } from '#domain/step-result.ts';

/** What is to be done with an error group that this task has claimed. */
export interface Assignment {
  readonly group: ErrorGroup;
  readonly event: ErrorEvent;
  /** The ticket that it had before. */
  readonly previous?: string | undefined;
  /** `note`: it came back while that ticket is still open, which is told there. `tell`: the ticket was filed before a loss. */
  readonly act: 'file' | 'note' | 'tell';
  /** The ticket that was filed before a loss. */
  readonly ticketKey?: string | undefined;
  /** By which the ticket is found again. */
  readonly reference: string;
}

/** What the nodes hand on to each other. */
export const SentryState = new StateSchema({
  /** Absent when nothing is to be done; then the result says why. */
  assignment: z.custom<Assignment>().optional(),
  writing: writingSchema.optional(),
  result: stepResultSchema.optional(),
});
export type State = typeof SentryState.State;
export type Update = typeof SentryState.Update;
