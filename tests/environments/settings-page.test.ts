import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
const namesIn = (text: string): string[] => text.match(/STEPWRIGHT_[A-Z_]+[A-Z]/g) ?? [];

test('the settings page names every variable that the code reads, and no other', () => {
  const files = globSync(['core/**/*.ts', 'lambdas/**/*.ts', 'agents/**/*.ts', 'environments/**/*.ts'], { cwd: root });
  const inCode = new Set(files.flatMap((file) => namesIn(read(file))));
  const documented = new Set(namesIn(read('docs/reference/settings.md')));
  expect([...documented].sort()).toEqual([...inCode].sort());
});
