/** Exit code of a run that somebody ended before its time, as shells report Ctrl-C. */
export const INTERRUPTED = 130;

/** Codes of a write to a terminal or pipe whose other end is gone. */
const NOBODY_READS: ReadonlySet<unknown> = new Set(['EPIPE', 'EIO']);

/**
 * Aborted by Ctrl-C, by SIGTERM, when the terminal is closed and when nobody reads our output any more (`| head`). A
 * second Ctrl-C while things are being stopped ends the process at once.
 */
export function listenForStop(): AbortSignal {
  const stopping = new AbortController();
  process.on('SIGINT', () => {
    if (stopping.signal.aborted) process.exit(INTERRUPTED);
    stopping.abort();
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!NOBODY_READS.has(error.code)) throw error;
      stopping.abort();
    });
  }
  return stopping.signal;
}
