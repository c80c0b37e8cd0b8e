import { z } from 'zod';
import { changeSchema, testCountsSchema } from './task.ts';

/** One of the repository's own commands, run before or after the work. */
const commandRunSchema = z.object({
  name: z.enum(['build', 'test', 'lint']),
  command: z.string(),
  passed: z.boolean(),
  /** Only of a test command whose output tells. */
  counts: testCountsSchema.optional(),
});
export type CommandRun = z.infer<typeof commandRunSchema>;

/** The execution agent's result (product A3). */
export const executionSchema = z.object({
  changes: z.array(changeSchema).min(1),
  summary: z.string(),
  decisions: z.array(z.string()),
  tasks: z.array(z.object({ id: z.string(), attempts: z.int().positive(), commit: z.string() })),
  before: z.array(commandRunSchema),
  after: z.array(commandRunSchema),
});
export type Execution = z.infer<typeof executionSchema>;
