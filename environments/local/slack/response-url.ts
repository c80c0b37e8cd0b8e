import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { contentOf } from './chat-methods.ts';
import { SlackError } from './errors.ts';
import { BOT, type MessageRecord, type ResponseUrlRecord } from './model.ts';
import { addMessage, type Workspace } from './workspace.ts';

/** Slack's limits. */
const USES = 5;
const LIFETIME_MS = 30 * 60 * 1_000;

const responseSchema = z.looseObject({
  text: z.string().default(''),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});
type Response = z.infer<typeof responseSchema>;

/** A new address at which a command or click of this person may be answered. */
export function newResponseUrl(workspace: Workspace, userId: string, messageTs?: string): string {
  const id = randomBytes(18).toString('base64url');
  workspace.responseUrls.put(id, {
    id,
    channel: workspace.channel.id,
    userId,
    ...(messageTs === undefined ? {} : { messageTs }),
    uses: 0,
    expiresAt: workspace.now() + LIFETIME_MS,
  });
  return `${workspace.url()}/response/${id}`;
}

/** Takes an answer. @throws SlackError `expired_url`, `used_url`, `invalid_payload`, `no_text`, `invalid_blocks` */
export function takeResponse(workspace: Workspace, id: string, body: unknown): void {
  const record = workspace.responseUrls.get(id);
  if (!record || workspace.now() > record.expiresAt) throw new SlackError('expired_url');
  if (record.uses >= USES) throw new SlackError('used_url');
  const response = responseSchema.safeParse(body);
  if (!response.success) throw new SlackError('invalid_payload');
  applyResponse(workspace, record, response.data);
  workspace.responseUrls.put(id, { ...record, uses: record.uses + 1 });
}

/** Shows an answer: in place of the clicked message, to everybody, or to the person alone. */
export function applyResponse(
  workspace: Workspace,
  record: Pick<ResponseUrlRecord, 'userId' | 'messageTs'>,
  response: Response,
): void {
  const original = record.messageTs === undefined ? undefined : workspace.messages.get(record.messageTs);
  if (response.delete_original && original) return workspace.messages.delete(original.ts);
  const content = contentOf(response);
  if (response.replace_original && original) {
    return workspace.messages.put(original.ts, { ...original, ...content, editedTs: workspace.nextTs() });
  }
  const ts = workspace.nextTs();
  const threadTs = response.thread_ts ?? original?.threadTs;
  const thread = threadTs === undefined ? {} : { threadTs };
  if (response.response_type === 'in_channel') {
    const message: MessageRecord = {
      ts,
      channel: workspace.channel.id,
      userId: BOT.id,
      ...content,
      ...thread,
      reactions: [],
      deleted: false,
    };
    return addMessage(workspace, message);
  }
  workspace.ephemerals.put(ts, { id: ts, channel: workspace.channel.id, userId: record.userId, ...content, ...thread });
}

/** What came back in the response to a command itself: text, or an answer like the above; empty for nothing. */
export function parseAck(body: string, contentType: string): Response | undefined {
  if (body.trim() === '') return undefined;
  if (!contentType.includes('json')) return responseSchema.parse({ text: body });
  const parsed = responseSchema.safeParse(safeJson(body));
  const empty = !parsed.success || (parsed.data.text === '' && parsed.data.blocks === undefined);
  return empty ? undefined : parsed.data;
}

export function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
