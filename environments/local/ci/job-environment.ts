import { delimiter, dirname, join } from 'node:path';
import type { Context } from './expression.ts';

/** Where a job lives while it runs. */
export interface JobRoom {
  readonly workspace: string;
  readonly home: string;
  readonly temp: string;
}

/** The rooms inside a job's own directory. */
export function roomsIn(directory: string): JobRoom {
  return { workspace: join(directory, 'work'), home: join(directory, 'home'), temp: join(directory, 'temp') };
}

/**
 * The whole environment of a job: what GitHub's runners set, with our Node first in PATH. Nothing of this process's own
 * environment goes in but PATH, and of that not the tools of the checkout we run from.
 */
export function toJobEnvironment(room: JobRoom, github: Context): Record<string, string> {
  const inherited = (process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  const path = [dirname(process.execPath), ...inherited.filter((entry) => !entry.includes('node_modules'))];
  const variables = Object.entries(github).map(([name, value]) => [name.replace(/^github\./, 'GITHUB_').toUpperCase(), value]);
  return {
    ...Object.fromEntries(variables),
    PATH: path.join(delimiter),
    HOME: room.home,
    TMPDIR: room.temp,
    RUNNER_TEMP: room.temp,
    RUNNER_OS: 'Linux',
    LANG: 'C.UTF-8',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: room.workspace,
  };
}
