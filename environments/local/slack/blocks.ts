import { z } from 'zod';
import { SlackError } from './errors.ts';
import { type Block, blockSchema } from './model.ts';

const text = (max: number) => z.looseObject({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string().min(1).max(max) });
const plain = (max: number) => z.looseObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max) });

/** A button, with Slack's limits. */
export const buttonSchema = z.looseObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: z.string().max(255).optional(),
  value: z.string().max(2_000).optional(),
  url: z.url().max(3_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});
export type Button = z.infer<typeof buttonSchema>;

const inputSchema = z.looseObject({
  type: z.literal('input'),
  block_id: z.string().max(255).optional(),
  label: plain(2_000),
  optional: z.boolean().default(false),
  element: z.looseObject({
    type: z.literal('plain_text_input'),
    action_id: z.string().max(255).optional(),
    multiline: z.boolean().optional(),
    initial_value: z.string().optional(),
    min_length: z.number().optional(),
    max_length: z.number().optional(),
  }),
});
export type Input = z.infer<typeof inputSchema>;

/** Limits from Slack's block reference. */
const KINDS: Readonly<Record<string, z.ZodType>> = {
  section: z.looseObject({
    text: text(3_000).optional(),
    fields: z.array(text(2_000)).max(10).optional(),
    accessory: buttonSchema.optional(),
  }),
  header: z.looseObject({ text: plain(150) }),
  context: z.looseObject({ elements: z.array(text(3_000)).min(1).max(10) }),
  actions: z.looseObject({ elements: z.array(buttonSchema).min(1).max(25) }),
  divider: z.looseObject({}),
};

/** Gives every block an id. @throws SlackError `invalid_blocks` */
export function parseBlocks(given: unknown, kinds: 'message' | 'modal' = 'message'): Block[] {
  const blocks = z
    .array(blockSchema)
    .max(kinds === 'modal' ? 100 : 50)
    .safeParse(given);
  if (!blocks.success) throw new SlackError('invalid_blocks_format');
  return blocks.data.map((block, index) => {
    const schema = kinds === 'modal' && block.type === 'input' ? inputSchema : KINDS[block.type];
    if (!schema)
      throw new SlackError('invalid_blocks', [`[ERROR] unsupported type: ${block.type} [json-pointer:/blocks/${index}/type]`]);
    const problem = schema.safeParse(block).error?.issues[0];
    if (problem) {
      throw new SlackError('invalid_blocks', [
        `[ERROR] ${problem.message} [json-pointer:/blocks/${index}/${problem.path.join('/')}]`,
      ]);
    }
    return { ...block, block_id: block.block_id ?? `b${index}` };
  });
}

/** Every button of a message, with its block. */
export function buttonsOf(blocks: readonly Block[]): { readonly blockId: string; readonly button: Button }[] {
  return blocks.flatMap((block) => {
    const elements = block.type === 'actions' ? z.array(z.unknown()).parse(block['elements']) : [block['accessory']];
    return elements.flatMap((element) => {
      const button = buttonSchema.safeParse(element);
      return button.success ? [{ blockId: block.block_id ?? '', button: button.data }] : [];
    });
  });
}

export function inputsOf(blocks: readonly Block[]): (Input & { readonly block_id: string; readonly actionId: string })[] {
  return blocks.flatMap((block) => {
    const input = inputSchema.safeParse(block);
    if (!input.success) return [];
    return [{ ...input.data, block_id: block.block_id ?? '', actionId: input.data.element.action_id ?? 'input' }];
  });
}
