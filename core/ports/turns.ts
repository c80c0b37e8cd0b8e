/** Lets so many things be done at a time; the others wait in line. */
export interface Turns {
  /**
   * Does this work when it is its turn. A signal that is aborted before then takes it out of the line, and the promise is
   * rejected with its reason; from then on the promise follows the work alone, which may have to clean up.
   */
  take<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}
