import { totalmem } from 'node:os';

export interface CommandLimits {
  /** Output beyond it is cut in the middle. */
  readonly outputBytes: number;
  /** A command that writes more to its output than this is stopped. */
  readonly maxOutputBytes: number;
  /** No file that a command writes may grow beyond it. */
  readonly fileBytes: number;
  /** Processes and threads of one command together. */
  readonly processes: number;
  /** Memory of all processes of one command together. */
  readonly memoryBytes: number;
  /** A command is stopped when less than this is free on the disk it writes to. */
  readonly freeDiskBytes: number;
}

const MB = 1024 ** 2;
const GB = 1024 ** 3;

/** Generous for builds and tests, and within what an AgentCore session has (8 GB). */
export const LIMITS: CommandLimits = {
  outputBytes: 200_000,
  maxOutputBytes: 256 * MB,
  fileBytes: 2 * GB,
  processes: 2_048,
  memoryBytes: Math.min(6 * GB, Math.floor(totalmem() * 0.75)),
  freeDiskBytes: 512 * MB,
};
