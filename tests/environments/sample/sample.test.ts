import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { parseTestOutput } from '#domain/test-output.ts';
import { FIRST_DRAFT, LONG_DRAFT, RULE_TEST } from '#environments/local/bedrock/scripts/sample.ts';

const SAMPLE = new URL('../../../environments/local/sample/', import.meta.url).pathname;
const run = promisify(execFile);
const node = (cwd: string, ...args: string[]) => run(process.execPath, args, { cwd, env: { PATH: '/usr/bin:/bin' } });

const places: string[] = [];
afterAll(() => {
  for (const place of places) rmSync(place, { recursive: true, force: true });
});

function copyOf(name: string): string {
  const place = mkdtempSync(join(tmpdir(), 'stepwright-sample-'));
  places.push(place);
  cpSync(join(SAMPLE, name), place, { recursive: true });
  return place;
}

describe('the sample repositories', () => {
  test.each([
    ['shipping', 18],
    ['storefront', 4],
  ])('the tests of %s are green', async (name, passed) => {
    const { stdout } = await node(copyOf(name), '--test');
    expect(parseTestOutput(stdout)?.counts).toEqual({ passed, failed: 0 });
  });

  test('lint and format check of shipping are green', async () => {
    const place = copyOf('shipping');
    await expect(node(place, 'scripts/lint.js')).resolves.toMatchObject({ stderr: '' });
    await expect(node(place, 'scripts/format.js', '--check')).resolves.toMatchObject({ stderr: '' });
  });

  test('the linter finds each thing it forbids', async () => {
    const place = copyOf('shipping');
    writeFileSync(join(place, 'src/bad.js'), "import { a } from './a.js';\nvar b = c == d;\nconsole.log(b);\ndebugger;\n");
    const { stderr } = await node(place, 'scripts/lint.js').catch((error: { stderr: string }) => error);
    for (const rule of ['no-unused-imports', 'no-var', 'eqeqeq', 'no-console', 'no-debugger']) expect(stderr).toContain(rule);
  });

  test('the formatter mends the first draft, and running it again changes nothing', async () => {
    const place = copyOf('shipping');
    const file = join(place, 'src/free-shipping.js');
    writeFileSync(file, FIRST_DRAFT);
    await expect(node(place, 'scripts/format.js', '--check')).rejects.toMatchObject({ code: 1 });
    await node(place, 'scripts/format.js');
    const formatted = readFileSync(file, 'utf8');
    expect(formatted).toContain("  return method === 'standard'");
    await node(place, 'scripts/format.js');
    expect(readFileSync(file, 'utf8')).toBe(formatted);
    await node(place, 'scripts/format.js', '--check');
  });

  test('the formatter cannot mend the long draft', async () => {
    const place = copyOf('shipping');
    writeFileSync(join(place, 'src/free-shipping.js'), LONG_DRAFT);
    await expect(node(place, 'scripts/format.js')).rejects.toMatchObject({ code: 1 });
    await expect(node(place, 'scripts/format.js', '--check')).rejects.toMatchObject({
      stderr: expect.stringMatching(/src\/free-shipping\.js:6: line has \d+ characters, at most 110/),
    });
  });

  test('the tests of the rule are formatted', async () => {
    const place = copyOf('shipping');
    writeFileSync(join(place, 'test/free-shipping.test.js'), RULE_TEST);
    await expect(node(place, 'scripts/format.js', '--check')).resolves.toMatchObject({ stderr: '' });
  });

  test('strings, templates, comments and nesting survive the formatter', async () => {
    const place = copyOf('shipping');
    const source = [
      'const a = "it\'s", b = "plain";',
      'const c = [',
      '1,',
      '{ d: `x',
      '   "kept"` }',
      ']',
      'if (a) {',
      '\tf(b, () => {',
      'return /["]/.test(c)',
      '});',
      '}',
      '',
      '',
      '',
      'g(); // "quoted"',
    ].join('\n');
    writeFileSync(join(place, 'src/odd.js'), source);
    await node(place, 'scripts/format.js');
    expect(readFileSync(join(place, 'src/odd.js'), 'utf8')).toBe(
      [
        "const a = \"it's\", b = 'plain';",
        'const c = [',
        '  1,',
        '  { d: `x',
        '   "kept"` }',
        ']',
        'if (a) {',
        '  f(b, () => {',
        '    return /["]/.test(c)',
        '  });',
        '}',
        '',
        'g(); // "quoted"',
        '',
      ].join('\n'),
    );
  });
});
