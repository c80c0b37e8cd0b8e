import { StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import type { RepoWork } from './job.ts';

/** The graph's channels. Nothing here outlives the process: what is done is read from the branch's commits. */
export const ExecutionState = new StateSchema({
  /** By repository. */
  repos: z.record(z.string(), z.custom<RepoWork>()).default({}),
  /** The item being worked on; past the last one when all are done. */
  position: z.int().default(0),
  /** 1-based. */
  attempt: z.int().default(1),
  /** Why the attempt before was refused. */
  failure: z.string().default(''),
  /** What the model said of the present attempt. */
  done: z.object({ summary: z.string(), decisions: z.array(z.string()) }).default({ summary: '', decisions: [] }),
});
export type State = typeof ExecutionState.State;
export type Update = typeof ExecutionState.Update;
