import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '#domain/task.ts';
import { dev } from '#environments/dev.ts';
import { prod } from '#environments/prod.ts';
import { readEnvironment } from '#environments/read-environment.ts';
import { staging } from '#environments/staging.ts';
import { toCostTable } from '#stacks/cost/cost-table.ts';
import { readIdleCost } from '#stacks/cost/idle-cost.ts';
import { toTaskCost } from '#stacks/cost/task-cost.ts';
import { synthesise } from '#stacks/synthesise.ts';
import { ARTIFACTS } from './plan.ts';

const outdir = mkdtempSync(join(tmpdir(), 'stepwright-cost-'));
afterAll(() => rmSync(outdir, { recursive: true }));
const network = { zones: ['us-east-1a', 'us-east-1b'], dnsFirewall: 'observe' } as const;
const apart = { ...prod, name: 'apart', network: { ...network, zones: [...network.zones] } };
const stacks = synthesise([dev, staging, prod, apart].map(readEnvironment), ARTIFACTS, outdir);
const costs = Object.fromEntries(Object.entries(stacks).map(([name, own]) => [name, readIdleCost(outdir, own)]));
const total = (name: string): number => Object.values(costs[name] ?? {}).reduce((sum, dollars) => sum + dollars, 0);

describe('an idle environment', () => {
  test('costs at most 5 dollars a month for development, and 15 in production with its firewall', () => {
    expect(total('dev')).toBeGreaterThan(0);
    expect(total('dev')).toBeLessThanOrEqual(5);
    expect(costs['prod']?.['firewall and its rules']).toBe(9);
    expect(total('prod')).toBeLessThanOrEqual(15);
  });

  test('costs what the guide says, with and without a network', () => {
    const { apart: _apart, ...shown } = costs;
    const guide = readFileSync('docs/how-to/deploy.md', 'utf8');
    expect(guide).toContain(toCostTable('US dollars a month, idle', shown));
    expect(guide).toContain(`A network in two zones adds ${(total('apart') - total('prod')).toFixed(2)} US dollars a month`);
  });
});

describe('a typical task', () => {
  const tasks = Object.fromEntries([dev, staging, prod].map((data) => [data.name, toTaskCost(readEnvironment(data))]));

  test('costs what the guide says, and less than a task may', () => {
    expect(readFileSync('docs/how-to/deploy.md', 'utf8')).toContain(toCostTable('US dollars a task', tasks));
    const together = Object.values(tasks['prod'] ?? {}).reduce((sum, dollars) => sum + dollars, 0);
    expect(together).toBeGreaterThan(0);
    expect(together).toBeLessThan(DEFAULT_LIMITS.maxBudgetUsd);
  });

  test('costs what the environment says that its models cost', () => {
    const priced = structuredClone(dev);
    priced.agents.planning.modelPrice = '1000/0';
    // 90,000 tokens at 1,000 dollars a million.
    expect(toTaskCost(readEnvironment(priced))['model of planning']).toBeCloseTo(90);
  });
});
