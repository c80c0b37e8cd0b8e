import { readdirSync } from 'node:fs';

/** The JavaScript files of the repository, sorted. */
export function sourceFiles() {
  return ['scripts', 'src', 'test'].flatMap((directory) =>
    readdirSync(directory)
      .filter((name) => name.endsWith('.js'))
      .sort()
      .map((name) => `${directory}/${name}`),
  );
}
