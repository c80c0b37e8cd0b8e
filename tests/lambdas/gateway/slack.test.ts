import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { applyTool } from '#lambdas/gateway/slack/apply-tool.ts';
import { TOOLS } from '#lambdas/gateway/slack/schema.ts';

function openChannel() {
  const posts: (readonly [channel: string, text: string, thread: string | undefined])[] = [];
  const chat = {
    post: async (channel: string, { text }: { text: string }, thread?: string) => {
      posts.push([channel, text, thread]);
      return '1700000000.000100';
    },
    readUser: async (id: string) => ({ name: `user ${id}`, email: 'a@example.com' }),
  };
  return { posts, deps: { chat, channel: 'C1' } };
}
const asked = (tool: string) => ({ clientContext: { custom: { bedrockAgentCoreToolName: `slack___${tool}` } } });

describe('the Slack tools of the gateway', () => {
  test('post to the one channel, in the thread that is asked for, without what people cannot see', async () => {
    const { posts, deps } = openChannel();
    const answer = await applyTool({ text: 'do​ne', thread: '1.2' }, asked('post_message'), deps);
    expect(answer).toEqual({ id: '1700000000.000100' });
    expect(posts).toEqual([['C1', 'done', '1.2']]);
  });

  test('tell who a person is', async () => {
    const answer = await applyTool({ id: 'U1' }, asked('read_person'), openChannel().deps);
    expect(answer).toEqual({ name: 'user U1', email: 'a@example.com' });
  });

  test.each([
    ['a channel of the caller’s choice', 'post_message', { text: 'a', channel: 'C2' }, 'EVENT_INVALID'],
    ['a text that is too long', 'post_message', { text: 'a'.repeat(3_001) }, 'EVENT_INVALID'],
    ['a person that is none', 'read_person', { id: '../x' }, 'EVENT_INVALID'],
    ['a tool that is none', 'delete_channel', {}, 'TOOL_UNKNOWN'],
  ])('refuse %s', async (_rule, tool, args, code) => {
    const { posts, deps } = openChannel();
    await expect(applyTool(args, asked(tool), deps)).rejects.toMatchObject({ name: 'InputError', code });
    expect(posts).toEqual([]);
  });

  test('refuse a call that is not the gateway’s', async () => {
    await expect(applyTool({}, {}, openChannel().deps)).rejects.toMatchObject({ code: 'EVENT_INVALID' });
  });

  test('are described to the gateway as the code reads them', () => {
    const described = z
      .array(z.object({ name: z.string(), properties: z.array(z.object({ name: z.string(), required: z.boolean() })) }))
      .parse(JSON.parse(readFileSync('lambdas/gateway/slack/tools.json', 'utf8')));
    const read = Object.entries(TOOLS).map(([name, schema]) => {
      const { properties = {}, required = [] } = z.toJSONSchema(schema);
      return { name, properties: Object.keys(properties).map((key) => ({ name: key, required: required.includes(key) })) };
    });
    expect(described).toEqual(read);
  });
});
