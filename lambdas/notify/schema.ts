import { z } from 'zod';
import { streamEventSchema } from '#lambdas/http/stream-event.ts';

/** From the table's stream; or, from the schedule or an operator: tell the channels that are behind, or those given up too. */
export const notifyEventSchema = z.union([streamEventSchema, z.object({ action: z.enum(['work-off', 'replay']) })]);
