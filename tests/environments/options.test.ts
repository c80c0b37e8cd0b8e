import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseOptions, readTicketFile } from '#environments/local/options.ts';

const directory = mkdtempSync(join(tmpdir(), 'stepwright-options-'));
const ticket = join(directory, 'ticket.md');
writeFileSync(ticket, '\n# Free shipping\n\nOrders of 50 € and more.\n\nExpress stays as it is.\n');

describe('options of npm start', () => {
  test('without any, the demo runs on port 8787 with the scripted model', () => {
    expect(parseOptions([], {})).toMatchObject({
      port: 8787,
      demo: true,
      yes: false,
      exit: false,
      model: undefined,
      work: undefined,
    });
  });

  test('a repository and a ticket go with a model', () => {
    const options = parseOptions(['--repo', directory, '--ticket', ticket], {
      STEPWRIGHT_MODEL: 'openai:local',
      OPENAI_API_KEY: 'key',
    });
    expect(options).toMatchObject({
      model: 'openai:local',
      work: { repoPath: directory, ticket: { summary: 'Free shipping', description: expect.stringContaining('Express') } },
    });
  });

  test.each([
    [['--port', 'x'], /--port takes a number/],
    [['--port', '70000'], /--port takes a number/],
    [['--prot', '1'], /unknown option '--prot'/],
    [['extra'], /too many arguments/],
    [['--repo', '.'], /belong together/],
    [['--ticket', ticket], /belong together/],
    [['--repo', '.', '--ticket', ticket], /scripted model knows only the sample/],
  ])('%j is refused with what to correct', (argv, message) => {
    expect(() => parseOptions(argv, {})).toThrow(message);
  });

  test('a model that names nothing is refused before anything starts', () => {
    expect(() => parseOptions([], { STEPWRIGHT_MODEL: 'gpt' })).toThrow(/STEPWRIGHT_MODEL/);
  });

  test('a repository that is not there is refused', () => {
    const argv = ['--repo', join(directory, 'none'), '--ticket', ticket];
    expect(() => parseOptions(argv, { STEPWRIGHT_MODEL: 'openai:x', OPENAI_API_KEY: 'key' })).toThrow(/no repository at/);
  });

  test('an empty ticket file is refused', () => {
    const empty = join(directory, 'empty.md');
    writeFileSync(empty, '\n\n');
    expect(() => readTicketFile(empty)).toThrow(/is empty/);
    expect(() => readTicketFile(join(directory, 'missing.md'))).toThrow(/cannot be read/);
  });
});
