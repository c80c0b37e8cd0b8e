import type { BedrockRuntimeClient, Message } from '@aws-sdk/client-bedrock-runtime';

/**
 * Makes one message of neighbours with the same role. Bedrock demands that roles alternate, but ChatBedrockConverse only
 * merges tool results with each other: an instruction that follows one would be refused.
 */
export function mergeTurns(messages: readonly Message[]): Message[] {
  const merged: Message[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last && last.role === message.role) {
      merged.splice(-1, 1, { ...last, content: [...(last.content ?? []), ...(message.content ?? [])] });
    } else merged.push(message);
  }
  return merged;
}

/** Lets every Converse request of this client pass through `mergeTurns`. */
export function useMergedTurns(client: BedrockRuntimeClient): BedrockRuntimeClient {
  client.middlewareStack.add(
    (next) => (args) => {
      if ('messages' in args.input && args.input.messages) args.input.messages = mergeTurns(args.input.messages);
      return next(args);
    },
    { step: 'initialize', name: 'mergeTurns' },
  );
  return client;
}
