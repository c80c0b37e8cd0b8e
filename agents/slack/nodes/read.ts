import { HumanMessage, SystemMessage } from '@langchain/core/messages';
import { InputError, PolicyError } from '#domain/errors.ts';
import { answerKeyOf, type Inquiry } from '#domain/inquiry.ts';
import type { ThreadMessage } from '#ports/chat.ts';
import { ANSWER_LIMITS } from '../contract.ts';
import { describeTask } from '../describe-task.ts';
import { findTaskOfThread } from '../find-task.ts';
import type { SlackAgentDeps } from '../answer-context.ts';
import { SYSTEM_PROMPT, toUserPrompt } from '../prompts.ts';
import type { Material, Update } from '../state.ts';

/** Reads the thread and the task it belongs to; an answer that is there already ends the work. */
export function readNode(inquiry: Inquiry, { chat, store }: SlackAgentDeps): () => Promise<Update> {
  return async () => {
    const thread = await readThread(inquiry, chat);
    const posted = thread.some(({ key }) => key === answerKeyOf(inquiry.id));
    const task = await findTaskOfThread(thread[0]?.key, store);
    const facts = task && (await describeTask(task, store));
    const material: Material = {
      inquiry,
      thread: thread.map(toLine).filter(({ text }) => text !== inquiry.text),
      ...(task && facts !== undefined ? { task: { id: task.id, key: task.ticket.key, facts } } : {}),
    };
    return { material, posted, messages: [new SystemMessage(SYSTEM_PROMPT), new HumanMessage(toUserPrompt(material))] };
  };
}

/** A thread that is gone, or that we may not read, is no reason not to answer. */
async function readThread({ channel, thread }: Inquiry, chat: SlackAgentDeps['chat']): Promise<readonly ThreadMessage[]> {
  try {
    return await chat.readThread(channel, thread, ANSWER_LIMITS.messages);
  } catch (error) {
    if (error instanceof InputError || error instanceof PolicyError) return [];
    throw error;
  }
}

const MAX_LINE = 2_000;

function toLine({ author, key, text }: ThreadMessage): { author: string; text: string } {
  const name = author ?? (key === undefined ? 'an app' : 'Stepwright');
  return { author: name, text: text.slice(0, MAX_LINE) };
}
