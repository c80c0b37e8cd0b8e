import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { readEnvironment } from '#environments/read-environment.ts';
import { alarmsOf } from '#stacks/alarms.ts';
import { planOf } from './plan.ts';

const guide = readFileSync('docs/how-to/operate.md', 'utf8');

test('the guide says of every alarm, and of no other, what it means and what to do', () => {
  const rows = [...guide.matchAll(/^\| `([a-z-]+)` \| [^|]{10,} \| [^|]{10,} \|$/gm)].map(([, name]) => name);
  const alarms = alarmsOf(readEnvironment(dev)).map(({ name }) => name);
  expect(rows).toHaveLength(alarms.length);
  expect(new Set(rows)).toEqual(new Set(alarms));
});

test('the guide names no resource that is not there', () => {
  const named = new Set(guide.match(/stepwright-dev-[a-z-]+/g));
  const plan = JSON.stringify(planOf(dev).map(({ attributes }) => attributes));
  expect(named.size).toBeGreaterThan(2);
  expect([...named].filter((name) => !plan.includes(`"${name}"`))).toEqual([]);
});
