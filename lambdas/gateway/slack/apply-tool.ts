import { InputError } from '#domain/errors.ts';
import { visibleText } from '#domain/visible-text.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import type { Chat } from '#ports/chat.ts';
import { contextSchema, TOOLS } from './schema.ts';

export interface ToolDeps {
  readonly chat: Pick<Chat, 'post' | 'readUser'>;
  /** The only channel that the tools write to. */
  readonly channel: string;
}

/** Does what an agent asked of the gateway; `args` are the tool's arguments. @throws InputError `TOOL_UNKNOWN`, `EVENT_INVALID`; UpstreamError */
export async function applyTool(args: unknown, context: unknown, { chat, channel }: ToolDeps): Promise<object> {
  const name = readToolName(context);
  switch (name) {
    case 'post_message': {
      const { text, thread } = parseEvent(TOOLS.post_message, args);
      return { id: await chat.post(channel, { text: visibleText(text) }, thread) };
    }
    case 'read_person':
      return chat.readUser(parseEvent(TOOLS.read_person, args).id);
    default:
      throw new InputError(`There is no tool ${name}; there are ${Object.keys(TOOLS).join(', ')}.`, { code: 'TOOL_UNKNOWN' });
  }
}

/** The gateway puts the target's name before the tool's: `slack___post_message`. */
function readToolName(context: unknown): string {
  const { bedrockAgentCoreToolName: name } = parseEvent(contextSchema, context).clientContext.custom;
  return name.split('___').at(-1) ?? name;
}
