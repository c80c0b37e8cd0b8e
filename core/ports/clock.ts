/** The only source of time and of new ids, so that tests can give their own. */
export interface Clock {
  now(): Date;
  /** A ULID: 26 characters that sort by creation time, strictly increasing within a process. */
  newId(): string;
}
