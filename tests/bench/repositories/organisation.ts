/** A repository as a host shows it, with its files by path. */
export interface BenchRepository {
  /** `owner/name`. */
  readonly name: string;
  readonly description: string;
  readonly topics: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

export interface BenchTicket {
  readonly title: string;
  readonly body: string;
  /** Names of the repositories that its work belongs to. */
  readonly repositories: readonly string[];
}

export interface Organisation {
  readonly repositories: readonly BenchRepository[];
  readonly tickets: readonly BenchTicket[];
}
