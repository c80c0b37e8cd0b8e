import { z } from 'zod';

const text = z.object({ text: z.string() });
const cachePoint = z.object({ cachePoint: z.object({ type: z.literal('default') }) });
const json = z.record(z.string(), z.unknown());

const toolUse = z.object({ toolUse: z.object({ toolUseId: z.string(), name: z.string(), input: json }) });
const toolResult = z.object({
  toolResult: z.object({
    toolUseId: z.string(),
    content: z.array(z.union([text, z.object({ json: z.unknown() })])),
    status: z.enum(['success', 'error']).optional(),
  }),
});
const reasoning = z.object({ reasoningContent: z.unknown() });

/** The blocks a coding agent sends; images, documents and video are refused as a text model refuses them. */
const contentBlock = z.union([text, toolUse, toolResult, cachePoint, reasoning]);
export type ContentBlock = z.infer<typeof contentBlock>;

const message = z.object({ role: z.enum(['user', 'assistant']), content: z.array(contentBlock) });
export type ConverseMessage = z.infer<typeof message>;

const tool = z.object({
  toolSpec: z.object({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    description: z.string().min(1).optional(),
    inputSchema: z.object({ json }),
  }),
});

/** The body of a Converse request, as far as it is read here. */
export const converseSchema = z.object({
  system: z.array(z.union([text, cachePoint])).optional(),
  messages: z.array(message).min(1),
  toolConfig: z.object({ tools: z.array(z.union([tool, cachePoint])).min(1), toolChoice: json.optional() }).optional(),
  inferenceConfig: z
    .object({
      maxTokens: z.int().positive().optional(),
      temperature: z.number().min(0).max(1).optional(),
      topP: z.number().min(0).max(1).optional(),
    })
    .optional(),
});
export type ConverseRequest = z.infer<typeof converseSchema>;
