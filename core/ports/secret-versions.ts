/** The versions of one secret while it is rotated (Secrets Manager); a version is named by the rotation's own token. */
export interface SecretVersions {
  /** The stages that a version has, none when there is no such version. */
  readStages(version: string): Promise<readonly string[]>;
  /** The value that is in use. @throws UpstreamError `SECRET_UNAVAILABLE` */
  readCurrent(): Promise<string>;
  /** The value that waits to be in use; undefined when none was stored under this version. */
  readPending(version: string): Promise<string | undefined>;
  storePending(version: string, value: string): Promise<void>;
  /** Makes a version the one in use; the one before stays readable as the previous. */
  makeCurrent(version: string): Promise<void>;
}
