/** Reports errors we did not raise on purpose to whoever runs Stepwright. */
export interface ErrorReporter {
  capture(error: unknown, tags: Readonly<Record<string, string>>): void;
  /** Waits, at most two seconds, until everything is sent. */
  flush(): Promise<void>;
}
