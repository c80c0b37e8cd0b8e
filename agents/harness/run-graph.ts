/** Runs a graph under the step's signal; once that is aborted its reason is what is thrown, not the graph's own error. */
export async function runGraph<T>(signal: AbortSignal, invoke: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await invoke(signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
