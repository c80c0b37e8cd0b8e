/** Where the transcripts of agents' steps are kept (S3), for people who ask why an agent did something. */
export interface Transcripts {
  /** Keeps a text under this key instead of what was there; gives up when the signal is aborted. @throws UpstreamError `TRANSCRIPT_NOT_KEPT` */
  keep(key: string, text: string, signal: AbortSignal): Promise<void>;
}
