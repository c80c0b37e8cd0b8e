/** Where secrets are kept (Secrets Manager); values are cached for a few minutes and never logged. */
export interface Secrets {
  /** @throws UpstreamError `SECRET_UNAVAILABLE` */
  read(name: string): Promise<string>;
}
