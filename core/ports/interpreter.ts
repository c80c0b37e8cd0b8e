/** A file that programs find beside them. */
export interface InterpreterFile {
  /** Its name, without folders. */
  readonly name: string;
  readonly text: string;
}

/** What a program printed. */
export interface InterpreterResult {
  /** Standard output and, when it failed, what it says of that. */
  readonly output: string;
  readonly failed: boolean;
}

/** A machine of its own, without network and credentials, that is gone when it is closed. */
export interface InterpreterSession {
  /** Runs a Python program from its beginning; only files last from one to the next. @throws UpstreamError, PolicyError, InputError */
  run(code: string, signal?: AbortSignal): Promise<InterpreterResult>;
  /** Ends the session; one that has ended already is no error. @throws UpstreamError */
  close(): Promise<void>;
}

/** Runs small programs on outside text, away from everything else. */
export interface Interpreter {
  /** Opens a session with these files in it. @throws UpstreamError, PolicyError, InputError */
  openSession(files: readonly InterpreterFile[], signal?: AbortSignal): Promise<InterpreterSession>;
}
