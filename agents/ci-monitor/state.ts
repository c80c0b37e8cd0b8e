import { StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import type { Diagnosis } from '#domain/ci.ts';
import type { Case, Finding } from './job.ts';

/** The graph's channels. */
export const CiMonitorState = new StateSchema({
  cases: z.array(z.custom<Case>()).default([]),
  findings: z.array(z.custom<Finding>()).default([]),
  /** What the model said of the checks that no rule explains. */
  advice: z.custom<Diagnosis>().optional(),
  /** The repository of these checks. */
  advised: z.string().optional(),
});
export type State = typeof CiMonitorState.State;
export type Update = typeof CiMonitorState.Update;
