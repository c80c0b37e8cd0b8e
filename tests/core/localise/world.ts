import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A directory for one test, with files and perhaps a history. */
export interface World {
  readonly directory: string;
  /** Writes files; undefined deletes one. */
  write(files: Readonly<Record<string, string | undefined>>): void;
  git(...args: string[]): string;
  /** Writes and commits, starting the history when there is none. */
  commit(message: string, files: Readonly<Record<string, string | undefined>>): string;
  remove(): void;
}

export function openWorld(files: Readonly<Record<string, string>> = {}): World {
  const directory = mkdtempSync(join(tmpdir(), 'stepwright-localise-'));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main', ...args], {
      cwd: directory,
      encoding: 'utf8',
    }).trim();
  const write: World['write'] = (changes) => {
    for (const [path, content] of Object.entries(changes)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      if (content === undefined) rmSync(join(directory, path), { force: true });
      else writeFileSync(join(directory, path), content);
    }
  };
  write(files);
  return {
    directory,
    write,
    git,
    commit: (message, changes) => {
      git('init', '-q');
      write(changes);
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
