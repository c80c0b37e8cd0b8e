import { z } from 'zod';

/** A block, kept as it was sent; only what the twin acts on is read. */
export const blockSchema = z.looseObject({ type: z.string(), block_id: z.string().optional() });
export type Block = z.infer<typeof blockSchema>;

export const metadataSchema = z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) });

export const messageSchema = z.object({
  ts: z.string(),
  channel: z.string(),
  userId: z.string(),
  text: z.string(),
  blocks: z.array(blockSchema),
  threadTs: z.string().optional(),
  metadata: metadataSchema.optional(),
  editedTs: z.string().optional(),
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()) })),
  /** A deleted message whose thread lives on. */
  deleted: z.boolean(),
});
export type MessageRecord = z.infer<typeof messageSchema>;

/** Seen by one person only, and gone when the client is closed; kept here so that it can be shown. */
export const ephemeralSchema = z.object({
  id: z.string(),
  channel: z.string(),
  userId: z.string(),
  text: z.string(),
  blocks: z.array(blockSchema),
  threadTs: z.string().optional(),
});
export type EphemeralRecord = z.infer<typeof ephemeralSchema>;

export const viewSchema = z.object({
  id: z.string(),
  userId: z.string(),
  hash: z.string(),
  open: z.boolean(),
  view: z.looseObject({
    type: z.literal('modal'),
    callback_id: z.string().default(''),
    private_metadata: z.string().default(''),
    title: z.looseObject({ text: z.string() }),
    submit: z.looseObject({ text: z.string() }).nullish(),
    blocks: z.array(blockSchema),
  }),
});
export type ViewRecord = z.infer<typeof viewSchema>;

/** Where a command or click may be answered: five times within 30 minutes. */
export const responseUrlSchema = z.object({
  id: z.string(),
  channel: z.string(),
  userId: z.string(),
  /** The clicked message, which `replace_original` replaces. */
  messageTs: z.string().optional(),
  uses: z.int(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});
export type ResponseUrlRecord = z.infer<typeof responseUrlSchema>;

export interface SlackUser {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly isBot: boolean;
}

/** Robin approves; Dana is the Dana of the Jira twin, known by the same address. */
export const ROBIN: SlackUser = {
  id: 'U0ROBIN001',
  name: 'robin',
  realName: 'Robin Okafor',
  email: 'robin@example.com',
  isBot: false,
};
export const DANA: SlackUser = {
  id: 'U0DANA0001',
  name: 'dana',
  realName: 'Dana Reyes',
  email: 'dana@example.com',
  isBot: false,
};
export const BOT: SlackUser = { id: 'U0STEPWISE', name: 'stepwright', realName: 'Stepwright', email: '', isBot: true };
export const USERS: readonly SlackUser[] = [ROBIN, DANA, BOT];

export const TEAM = { id: 'T0STEPWRGT', domain: 'local', name: 'Local workspace' } as const;
export const APP_ID = 'A0STEPWRGT';
export const BOT_ID = 'B0STEPWRGT';
