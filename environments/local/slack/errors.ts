/** An error as Slack answers it: HTTP 200 with `{ok: false, error}`. */
export class SlackError extends Error {
  override readonly name = 'SlackError';
  readonly code: string;
  /** What exactly is wrong, as Slack puts it in `response_metadata.messages`. */
  readonly messages: readonly string[];

  constructor(code: string, messages: readonly string[] = []) {
    super(code);
    this.code = code;
    this.messages = messages;
  }
}
