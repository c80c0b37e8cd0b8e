/** What ended a command before its own end: the limit that it met. */
export type Stopped = 'time' | 'memory' | 'processes' | 'output' | 'file-size' | 'disk';

export interface CommandResult {
  readonly exitCode: number;
  /** Standard output and error as they came, cut in the middle when longer than the limit. */
  readonly output: string;
  readonly stopped: Stopped | undefined;
  readonly ms: number;
}

/** How repository code is kept apart on this machine, found out once by trying. */
export interface Isolation {
  /** False when the machine has no namespaces for us: then only limits and a clean environment apply. */
  readonly isolated: boolean;
  /** One sentence for people. */
  readonly says: string;
}

export interface SandboxRun {
  /** For `bash -c`. */
  readonly command: string;
  /** Where it runs; it may write there. */
  readonly directory: string;
  /** What inside `directory` it may only read. */
  readonly readOnly: readonly string[];
  readonly home: string;
  readonly temporary: string;
  /** True lets it reach package registries; without it there is no network at all. */
  readonly packages: boolean;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal | undefined;
}

/** Runs repository code: with a clean environment, within limits, apart from everything else, and killed as a tree. */
export interface Sandbox {
  isolation(): Promise<Isolation>;
  /** Rejects with the signal's reason. @throws UpstreamError `SANDBOX_FAILED` when the command could not be started, InputError `COMMAND_TOO_LONG` */
  run(input: SandboxRun): Promise<CommandResult>;
}
