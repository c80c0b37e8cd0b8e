import { z } from 'zod';
import type { Local } from './environment.ts';

const messageSchema = z.object({
  ts: z.string(),
  text: z.string(),
  user: z.string().optional(),
  edited: z.object({}).optional(),
  blocks: z
    .array(z.looseObject({ type: z.string(), elements: z.array(z.looseObject({ action_id: z.string() })).optional() }))
    .default([]),
});
export type SlackMessage = z.infer<typeof messageSchema>;

const pageSchema = z.object({ ok: z.literal(true), messages: z.array(messageSchema) });

/** People in front of Slack's client, which is the twin's pages, and what everybody sees there. */
export function slackPeople({ slack }: Local) {
  const { origin } = new URL(slack.api);
  const open = async (as: string, path = `/archives/${slack.channel}`): Promise<string> =>
    (await fetch(`${origin}${path}?as=${as}`)).text();
  const submit = async (as: string, path: string, fields: Record<string, string>): Promise<void> => {
    const page = await open(as);
    const [token = '', user = ''] = ['token', 'user'].map((name) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1]);
    const body = new URLSearchParams({ token, user, ...fields });
    const response = await fetch(`${origin}${path}`, { method: 'POST', body, redirect: 'manual' });
    if (response.status !== 303) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  };
  const read = async (method: string, query: Record<string, string>): Promise<readonly SlackMessage[]> => {
    const url = `${slack.api}${method}?${new URLSearchParams({ channel: slack.channel, limit: '200', ...query }).toString()}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${slack.botToken}` } });
    return pageSchema.parse(await response.json()).messages;
  };
  return {
    command: (as: string, text: string) => submit(as, '/client/command', { text }),
    press: (as: string, messageTs: string, action: string) => submit(as, '/client/press', { messageTs, action }),
    say: (as: string, text: string, threadTs = '') => submit(as, '/client/say', { text, threadTs }),
    /** Hands in the form that is open. */
    fill: async (as: string, text: string): Promise<void> => {
      const viewId = /name="viewId" value="([^"]+)"/.exec(await open(as))?.[1];
      if (viewId === undefined) throw new Error(`${as} has no form open`);
      await submit(as, '/client/submit', { viewId, 'value:text': text });
    },
    /** What this person sees of the channel, or of a thread, with what only they see. */
    seenBy: (as: string, threadTs?: string) =>
      open(as, threadTs === undefined ? undefined : `/archives/${slack.channel}/p${threadTs.replace('.', '')}`),
    channel: () => read('conversations.history', {}),
    thread: (ts: string) => read('conversations.replies', { ts }),
  };
}

/** True of a card that can still be decided. */
export function hasButton({ blocks }: SlackMessage, action: string): boolean {
  return blocks.some(({ elements = [] }) => elements.some(({ action_id: id }) => id === action));
}
