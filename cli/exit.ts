/** Exit codes that scripts may rely on. */
export const EXIT = {
  /** Done, or ignored for a good reason. */
  ok: 0,
  /** Stepwright refused it. */
  refused: 1,
  /** Wrong usage, an unreadable file, or nothing to talk to. */
  usage: 2,
  /** The task that was waited for has ended, and is not completed. */
  notCompleted: 3,
} as const;

/** Something the user can correct: one sentence, and the code to exit with. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.usage, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
