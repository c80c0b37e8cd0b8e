import { expect, test } from 'vitest';
import { missingToolOf } from '#domain/missing-tool.ts';

test.each<[string, number, string, string | undefined]>([
  ['dash', 127, 'sh: 1: cargo: not found\n', 'cargo'],
  ['bash', 127, 'bash: line 1: mvn: command not found', 'mvn'],
  ['a script', 127, './run.sh: line 3: go: command not found\n', 'go'],
  ['a program of a package that is not installed', 127, '\n> test\n> vitest run\n\nsh: 1: vitest: not found\n', 'vitest'],
  ['a wrapper that may not be run', 126, 'sh: 1: ./gradlew: Permission denied', './gradlew'],
  ['make', 2, 'gcc -c a.c\nmake: gcc: No such file or directory\nmake: *** [Makefile:2: a.o] Error 127\n', 'gcc'],
  ['env', 127, "/usr/bin/env: 'node': No such file or directory", 'node'],
  ['a module of Python', 1, '/usr/bin/python3: No module named pytest\n', 'pytest'],
  ['a subcommand of Cargo', 101, 'error: no such command: `nextest`\n', 'nextest'],
  ['tests that fail', 1, 'not ok 1 - cargo: not found', undefined],
  ['a test about a missing program', 1, 'Error: spawn ffmpeg ENOENT', undefined],
  ['what passes', 0, 'sh: 1: optional: not found', undefined],
  ['an exit code alone', 127, 'something else', undefined],
])('%s', (_, exitCode, output, tool) => {
  expect(missingToolOf({ exitCode, output })).toBe(tool);
});
