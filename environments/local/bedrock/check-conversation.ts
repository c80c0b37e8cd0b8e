import type { ContentBlock, ConverseMessage, ConverseRequest } from './converse-schema.ts';

/** What Bedrock would refuse in this conversation, in its own words; undefined when nothing. */
export function checkConversation(request: ConverseRequest): string | undefined {
  const { inferenceConfig, messages } = request;
  if (inferenceConfig?.temperature !== undefined && inferenceConfig.topP !== undefined) {
    return '`temperature` and `top_p` cannot both be specified for this model. Please use only one.';
  }
  if (messages[0]?.role !== 'user') {
    return 'A conversation must start with a user message. Try again with a conversation that starts with a user message.';
  }
  if (messages.at(-1)?.role !== 'user') {
    return 'This model does not support assistant message prefill. The conversation must end with a user message.';
  }
  return checkTools(request) ?? firstOf(messages, (message, index) => checkMessage(message, index, messages[index - 1]));
}

function checkTools({ toolConfig, messages }: ConverseRequest): string | undefined {
  const usesTools = messages.some(({ content }) => content.some((block) => 'toolUse' in block || 'toolResult' in block));
  if (!toolConfig)
    return usesTools ? 'The toolConfig field must be defined when using toolUse and toolResult content blocks.' : undefined;
  const names = toolConfig.tools.map((tool) => ('toolSpec' in tool ? tool.toolSpec.name : undefined));
  return firstOf(names, (name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? `The tool ${name} is already defined at toolConfig.tools.${names.indexOf(name)}.`
      : undefined,
  );
}

function checkMessage(message: ConverseMessage, index: number, before: ConverseMessage | undefined): string | undefined {
  const at = `messages.${index}`;
  if (before?.role === message.role) {
    return 'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.';
  }
  if (message.content.length === 0) {
    return `The content field in the Message object at ${at} is empty. Add a ContentBlock object to the content field and try again.`;
  }
  return (
    firstOf(message.content, (block, part) => checkBlock(block, `${at}.content.${part}`)) ?? checkResults(message, at, before)
  );
}

function checkBlock(block: ContentBlock, at: string): string | undefined {
  if (!('text' in block) || block.text.trim() !== '') return undefined;
  return `The text field in the ContentBlock object at ${at} is blank. Add text to the text field, and try again.`;
}

/** Every tool use is answered in the very next message, and nothing else is. */
function checkResults({ content }: ConverseMessage, at: string, before: ConverseMessage | undefined): string | undefined {
  const asked = (before?.content ?? []).flatMap((block) => ('toolUse' in block ? [block.toolUse.toolUseId] : []));
  const answered = content.flatMap((block) => ('toolResult' in block ? [block.toolResult.toolUseId] : []));
  const missing = asked.filter((id) => !answered.includes(id));
  if (missing.length > 0) return `Expected toolResult blocks at ${at}.content for the following Ids: ${missing.join(', ')}`;
  if (answered.length > asked.length) {
    return `The number of toolResult blocks at ${at}.content exceeds the number of toolUse blocks of previous turn.`;
  }
  const strange = answered.find((id) => !asked.includes(id));
  return strange === undefined
    ? undefined
    : `The toolUseId ${strange} at ${at}.content does not match a toolUse of the previous turn.`;
}

function firstOf<T>(items: readonly T[], check: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const problem = check(item, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
