/** The repository's own commands, as a shell runs them in its top directory; absent when it has none. */
export interface RepoCommands {
  /** Brings what the other commands need. */
  readonly install?: string;
  readonly build?: string;
  readonly test?: string;
  readonly lint?: string;
}

/** What is known of a repository: its files, and the text of those that `commandFiles` names. */
export interface RepoFacts {
  readonly files: readonly string[];
  readonly texts: Readonly<Record<string, string>>;
}

/** The commands without those that are undefined. */
export function defined(commands: { [name in keyof RepoCommands]: RepoCommands[name] | undefined }): RepoCommands {
  return Object.fromEntries(Object.entries(commands).filter(([, command]) => command !== undefined));
}
