import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import config from '../../.dependency-cruiser.js';

const report = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** Cruises a folder with our rules, as `npm run boundaries` does. */
function cruise(cwd: string, folders: readonly string[]): z.infer<typeof report>['summary'] {
  const root = new URL('../../', import.meta.url).pathname;
  const args = [
    `${root}node_modules/.bin/depcruise`,
    '--config',
    `${root}.dependency-cruiser.js`,
    '--output-type',
    'json',
    ...folders,
  ];
  try {
    return report.parse(
      JSON.parse(execFileSync(process.execPath, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })),
    ).summary;
  } catch (error) {
    // It exits with the number of violations; the report is on standard output all the same.
    const { stdout } = z.object({ stdout: z.string() }).parse(error);
    return report.parse(JSON.parse(stdout)).summary;
  }
}

describe('import rules', () => {
  const planted = new URL('../fixtures/boundaries/', import.meta.url).pathname;
  const found = cruise(planted, ['core', 'lambdas', 'agents', 'workflows', 'stacks', 'environments', 'cli']);
  const rules = config.forbidden?.map((rule) => rule.name ?? '') ?? [];

  test.each(rules)('%s catches its planted violation', (rule) => {
    const violations = found.violations.filter((violation) => violation.rule.name === rule);
    expect(violations.map((violation) => violation.from)).toContainEqual(expect.stringContaining(`/${rule}.ts`));
  });

  test('what is allowed is not reported', () => {
    const reported = found.violations.map((violation) => violation.from);
    for (const file of ['lambdas/steps/finish/handler.ts', 'lambdas/webhooks/jira/handler.ts', 'agents/discovery/graph.ts']) {
      expect(reported).not.toContain(file);
    }
  });

  test('the tree is really cruised', () => {
    expect(found.totalCruised).toBeGreaterThan(20);
  });
});
