import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOrMakeSecrets } from '#environments/local/secrets/make-secrets.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwright-secrets-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('secrets that an older version did not make are made, and the others stay', () => {
  const file = join(directory, 'secrets.json');
  const { createdAt, values } = readOrMakeSecrets(file);
  const older = Object.entries(values).filter(([name]) => !name.startsWith('stepwright/sentry/'));
  writeFileSync(file, JSON.stringify({ createdAt, values: Object.fromEntries(older) }));
  const completed = readOrMakeSecrets(file);
  expect(Object.keys(completed.values).toSorted()).toEqual(Object.keys(values).toSorted());
  for (const [name, value] of older) expect(completed.values[name]).toBe(value);
  expect(readOrMakeSecrets(file)).toEqual(completed);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(completed);
});
