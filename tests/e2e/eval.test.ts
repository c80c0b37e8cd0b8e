import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvalTasks } from '../eval/eval-task.ts';
import { runEvalTask } from '../eval/run-task.ts';

describe('a task with hidden tests', () => {
  let room: string;
  beforeAll(() => {
    room = mkdtempSync(join(tmpdir(), 'stepwright-eval-'));
  });
  afterAll(() => rmSync(room, { recursive: true, force: true }));

  test('is solved by its known solution through the whole workflow, and by nothing less', async () => {
    const task = readEvalTasks().find(({ name }) => name === 'js-slugs');
    if (!task) throw new Error('the task is gone');
    const { report, verdict } = await runEvalTask(task, room, {});
    expect(verdict).toMatchObject({ solved: true, beyond: [] });
    expect(report).toMatchObject({ status: 'completed', tests: { after: { passed: 5, failed: 0 } } });
  });
});
