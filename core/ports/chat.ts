/** A message with optional buttons, in a form every chat can show. */
export interface ChatMessage {
  /** Markdown. */
  readonly text: string;
  readonly buttons?: readonly ChatButton[];
  /** Whom it is for, by their id in the chat: mentioned before the text, so that they are notified of it and of its thread. */
  readonly to?: string;
  /** By this `findMessage` finds it again, for example after a crash between posting it and remembering its id. */
  readonly key?: string;
}

export type ChatButton =
  | { readonly action: 'approve' | 'request_changes' | 'reject'; readonly label: string; readonly value: string }
  | { readonly action: 'open'; readonly label: string; readonly url: string };

/** A form with one text field, which opens over the chat; what is typed comes back as a delivery with this id and value. */
export interface ChatForm {
  /** Comes back as the view's `callback_id`. */
  readonly id: string;
  readonly title: string;
  /** Above the text field, whose block and action are both named `text`. */
  readonly label: string;
  readonly submit: string;
  /** Below the text field. */
  readonly hint?: string;
  /** True when nothing has to be typed. */
  readonly optional?: boolean;
  /** Comes back as the view's `private_metadata`; at most 3,000 characters. */
  readonly value: string;
}

/** A message of a thread, as it was read. */
export interface ThreadMessage {
  readonly text: string;
  /** The author's id; absent of apps. */
  readonly author?: string;
  /** Of one of our own messages. */
  readonly key?: string;
}

/** A chat (Slack). */
export interface Chat {
  /** Posts to the channel, or to a thread in it; answers the message's id (`ts`). */
  post(channel: string, message: ChatMessage, thread?: string): Promise<string>;
  update(channel: string, id: string, message: ChatMessage): Promise<void>;
  /** Shows a message to one person of the channel alone, until they close their client. */
  whisper(channel: string, userId: string, message: ChatMessage): Promise<void>;
  /** Deletes one of our own messages; harmless when it is gone. */
  remove(channel: string, id: string): Promise<void>;
  /** The message with this key among the newest 200 of the channel, or of the thread. */
  findMessage(channel: string, key: string, thread?: string): Promise<string | undefined>;
  /** The message that begins the thread and the newest after it, at most `limit`, oldest first. */
  readThread(channel: string, thread: string, limit: number): Promise<readonly ThreadMessage[]>;
  /** The person behind a user id, with the e-mail address when the chat tells it. @throws UpstreamError */
  readUser(id: string): Promise<{ readonly name: string; readonly email?: string }>;
  /** Answers a click with a form; `trigger` is the click's `trigger_id`, good for 3 seconds. */
  openForm(trigger: string, form: ChatForm): Promise<void>;
}
