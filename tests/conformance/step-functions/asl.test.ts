import { describe, expect, test } from 'vitest';
import { FLOW_CASES } from './cases/flow.ts';
import { PARALLEL_MAP_CASES } from './cases/parallel-map.ts';
import { TASK_CASES } from './cases/tasks.ts';
import { TIME_LIMIT_CASES } from './cases/time-limits.ts';
import { openBench } from './engine-bench.ts';

describe.each([
  ['Pass, Choice, Wait, Succeed, Fail and data', FLOW_CASES],
  ['Task, Retry and Catch', TASK_CASES],
  ['time limits', TIME_LIMIT_CASES],
  ['Parallel and Map', PARALLEL_MAP_CASES],
])('%s', (_title, cases) => {
  test.each(cases)('$rule', async (one) => {
    const bench = await openBench(one.lambdas === undefined ? {} : { lambdas: one.lambdas });
    try {
      const arn = await bench.start(one.definition, one.input);
      const ended = await bench.finish(arn);
      expect(ended).toMatchObject({ status: one.status });
      expect(ended.error).toBe(one.error);
      if (one.status === 'SUCCEEDED') expect(JSON.parse(ended.output ?? 'null')).toEqual(one.output);
      if (one.cause) expect(ended.cause).toMatch(one.cause);
      const history = await bench.history(arn);
      expect(history.map(({ id }) => id)).toEqual(history.map((_event, index) => index + 1));
      if (one.events) expect(history.slice(1, -1).map(({ type }) => type)).toEqual(one.events);
      expect(bench.ended.map(({ detail }) => detail.status)).toEqual([one.status]);
      expect(bench.faults).toEqual([]);
    } finally {
      await bench.close();
    }
  });
});
