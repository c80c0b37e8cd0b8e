import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planProblems, planSchema } from '#domain/plan.ts';
import { aPlan, aPlanTask } from '#tests/fakes/samples.ts';

const problemsOf = (...tasks: Parameters<typeof aPlanTask>[0][]): string[] =>
  planProblems(aPlan({ tasks: tasks.map(aPlanTask) }));

describe('planProblems', () => {
  test('a plan with its tests first and its dependencies in order has none', () => {
    expect(planProblems(aPlan())).toEqual([]);
    expect(planSchema.safeParse(aPlan()).success).toBe(true);
  });

  test.each([
    { rule: 'a task listed twice', tasks: [{ id: 'T1' }, { id: 'T1' }], says: 'T1 is listed twice' },
    { rule: 'an unknown dependency', tasks: [{ id: 'T1', dependsOn: ['T9'] }], says: 'T9, which is not in the plan' },
    { rule: 'a task before its dependency', tasks: [{ id: 'T1', dependsOn: ['T2'] }, { id: 'T2' }], says: 'T1 comes before T2' },
    { rule: 'a task that depends on itself', tasks: [{ id: 'T1', dependsOn: ['T1'] }], says: 'T1 comes before T1' },
    {
      rule: 'code before its tests',
      tasks: [
        { id: 'T1', kind: 'code' },
        { id: 'T2', kind: 'test' },
      ],
      says: 'no test task comes before',
    },
    { rule: 'code without a test', tasks: [{ id: 'T1', kind: 'code' }], says: 'no test task comes before' },
  ] as const)('$rule is one', ({ tasks, says }) => {
    const problems = problemsOf(...tasks.map((task) => ({ ...task, dependsOn: 'dependsOn' in task ? [...task.dependsOn] : [] })));
    expect(problems).toEqual([expect.stringContaining(says)]);
  });

  test.each(['config', 'docs', 'test'] as const)('a plan of only %s tasks needs no test before them', (kind) => {
    expect(problemsOf({ kind })).toEqual([]);
  });

  test('a circle of dependencies is always found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (length) => {
        const ids = Array.from({ length }, (_none, index) => `T${index}`);
        const tasks = ids.map((id, index) => ({ id, dependsOn: [ids[(index + 1) % length] ?? ''] }));
        expect(problemsOf(...tasks)).not.toEqual([]);
      }),
    );
  });

  test('whatever only depends on what came before it is in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 15 }), (picks) => {
        const tasks = picks.map((pick, index) => ({ id: `T${index}`, dependsOn: index === 0 ? [] : [`T${pick % index}`] }));
        expect(problemsOf(...tasks)).toEqual([]);
      }),
    );
  });
});
