import { tool } from '@langchain/core/tools';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AIMessage } from '@langchain/core/messages';
import { answerCalls } from '#agents/harness/answer-calls.ts';
import { stepContext } from './step-context.ts';

test('of thousands of calls in one answer some are run, and every one is answered', async () => {
  let ran = 0;
  const look = tool(async () => `looked ${(ran += 1)}`, {
    name: 'look',
    description: 'Looks.',
    schema: z.object({ at: z.number() }),
  });
  const tool_calls = Array.from({ length: 2_000 }, (_, at) => ({
    id: `c${at}`,
    name: 'look',
    args: { at },
    type: 'tool_call' as const,
  }));
  const { context } = stepContext({ model: new FakeListChatModel({ responses: [] }) });
  const { messages, mistake } = await answerCalls(new AIMessage({ content: '', tool_calls }), {
    context,
    tools: [look],
    finish: [],
  });
  expect(ran).toBe(40);
  expect(messages).toHaveLength(2_000);
  expect(messages.at(-1)?.text).toContain('was not run: at most 40');
  expect(mistake).toBeUndefined();
});
