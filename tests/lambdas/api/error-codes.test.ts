import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (file: string): string => readFileSync(file, 'utf8');
const page = read('docs/reference/api-errors.md');

/** `| 409 | \`TASK_LIVE\` | …` → status and code. */
const listed = [...page.matchAll(/^\| (\d{3}) \| `([A-Z_]+)` \|/gm)].map(([, status, code]) => `${status} ${code}`);

/** What only other channels answer. */
const ELSEWHERE = new Set(['TRY_LATER', 'NOT_HERE', 'NOT_POSSIBLE']);

test('the page has every code of a refusal, of the API, and every status that the API gives to a code', () => {
  const refusals = read('core/domain/refusal.ts').match(/(?<=\| ')[A-Z_]+(?=')/g) ?? [];
  const own = globSync('lambdas/api/**/*.ts').flatMap((file) => read(file).match(/(?<=code: ')[A-Z_]+(?=')/g) ?? []);
  const codes = [...refusals, ...own].filter((code) => !ELSEWHERE.has(code));
  expect(codes.length).toBeGreaterThan(20);
  const known = new Set(listed.map((row) => row.split(' ')[1]));
  expect(codes.filter((code) => !known.has(code))).toEqual([]);
  const statuses = [...read('lambdas/http/answer.ts').matchAll(/^ {2}([A-Z_]+): (\d{3}),$/gm)].map(
    ([, code, status]) => `${status} ${code}`,
  );
  expect(statuses.length).toBeGreaterThan(20);
  expect(statuses.filter((row) => !listed.includes(row))).toEqual([]);
});

test('every code is listed once', () => {
  expect(listed.filter((row, index) => listed.indexOf(row) !== index)).toEqual([]);
});
