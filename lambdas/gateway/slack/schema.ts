import { z } from 'zod';

/** The arguments of each tool, as `tools.json` describes them to the gateway. */
export const TOOLS = {
  post_message: z.strictObject({
    text: z.string().min(1).max(3_000),
    /** A message's `ts`. */
    thread: z
      .string()
      .regex(/^\d+\.\d+$/)
      .optional(),
  }),
  read_person: z.strictObject({ id: z.string().regex(/^[UW][A-Z0-9]+$/) }),
} as const;

/** What the gateway tells in the Lambda's context; source: AWS, "AWS Lambda function targets" of AgentCore Gateway. */
export const contextSchema = z.object({
  clientContext: z.object({ custom: z.object({ bedrockAgentCoreToolName: z.string() }) }),
});
