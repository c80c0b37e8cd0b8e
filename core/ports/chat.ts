/** A message with optional buttons, in a form every chat can show. */
export interface ChatMessage {
  /** Markdown. */
  readonly text: string;
  readonly buttons?: readonly ChatButton[];
}

export type ChatButton =
  | { readonly action: 'approve' | 'request_changes' | 'reject'; readonly label: string; readonly value: string }
  | { readonly action: 'open'; readonly label: string; readonly url: string };

/** A chat (Slack). */
export interface Chat {
  /** Posts to the channel, or to a thread in it; answers the message's id (`ts`). */
  post(channel: string, message: ChatMessage, thread?: string): Promise<string>;
  update(channel: string, id: string, message: ChatMessage): Promise<void>;
}
