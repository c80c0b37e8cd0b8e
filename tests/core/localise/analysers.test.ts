import { expect, test } from 'vitest';
import { analyseBatch, openAnalysers } from '#localise/checkout/analysers.ts';

const batch = (at: number) => [{ key: `${at}.py`, path: `${at}.py`, content: Buffer.from(`def part${at}(): pass\n`) }];

test.each([
  ['on threads', undefined],
  ['on this thread when the others cannot start', new URL('file:///nowhere/analysing-thread.ts')],
])('files are analysed %s with the same outcome', async (_, program) => {
  const analysers = openAnalysers(10_000, program);
  const facts = await Promise.all([1, 2, 3, 4, 5].map((at) => analysers.analyse(batch(at))));
  expect(facts).toEqual([1, 2, 3, 4, 5].map((at) => analyseBatch(batch(at))));
  expect(await analysers.analyse(batch(6))).toEqual(analyseBatch(batch(6)));
  await analysers.close();
});
