import { MessagesValue, StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import { inquirySchema } from '#domain/inquiry.ts';

const materialSchema = z.object({
  inquiry: inquirySchema,
  /** What was said in the thread so far, oldest first. */
  thread: z.array(z.object({ author: z.string(), text: z.string() })),
  /** The state of the task whose thread it is. */
  task: z.object({ id: z.string(), key: z.string(), facts: z.string() }).optional(),
});
export type Material = z.infer<typeof materialSchema>;

/** What the nodes hand on to each other. */
export const SlackState = new StateSchema({
  material: materialSchema,
  messages: MessagesValue,
  turns: z.number().default(0),
  answer: z.string().optional(),
  /** It is in the thread already: an earlier try got so far. */
  posted: z.boolean().default(false),
});
export type State = typeof SlackState.State;
export type Update = typeof SlackState.Update;
