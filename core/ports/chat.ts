import type { Person } from '#domain/person.ts';

/** A message with optional buttons, in a form every chat can show. */
export interface ChatMessage {
  /** Markdown. */
  readonly text: string;
  readonly buttons?: readonly ChatButton[];
  /** By this `findMessage` finds the message again, for example after a crash between posting and remembering its id. */
  readonly key?: string;
}

export type ChatButton =
  | { readonly action: 'approve' | 'request_changes' | 'reject'; readonly label: string; readonly value: string }
  | { readonly action: 'open'; readonly label: string; readonly url: string };

/** A form with one text field; the chat sends back `callbackId`, `context` and the text as block and action `input`. */
export interface ChatModal {
  readonly callbackId: string;
  /** At most 24 characters. */
  readonly title: string;
  readonly submitLabel: string;
  readonly inputLabel: string;
  /** Comes back as it was given, for example a task id; at most 3,000 characters. */
  readonly context: string;
}

/** A chat (Slack). */
export interface Chat {
  /** Posts to the channel, or to a thread in it; answers the message's id (`ts`). */
  post(channel: string, message: ChatMessage, thread?: string): Promise<string>;
  update(channel: string, id: string, message: ChatMessage): Promise<void>;
  /** Deletes one of our own messages; harmless when it is gone. */
  remove(channel: string, id: string): Promise<void>;
  /** The newest message with this key among the last 200 of the channel, or of the thread. */
  findMessage(channel: string, key: string, thread?: string): Promise<string | undefined>;
  /** @throws InputError `PERSON_NOT_FOUND` */
  readPerson(userId: string): Promise<Person>;
  /** Opens a form for the person whose command or button press gave this trigger (valid for 3 seconds). */
  openModal(triggerId: string, modal: ChatModal): Promise<void>;
}
