import { describe, expect, test } from 'vitest';
import type { TaskEvent, TaskFact } from '#domain/task-event.ts';
import { toReport } from '#environments/local/demo/report.ts';
import { toAnswer } from '#environments/local/terminal/ask.ts';
import { toTimelineLine } from '#environments/local/terminal/timeline.ts';
import { aChange, ANN, aTask, TASK_ID } from '#tests/fakes/samples.ts';

const START = Date.parse('2026-11-02T09:00:00.000Z');
const at = (seconds: number, fact: TaskFact): TaskEvent => ({
  id: `E${seconds}`,
  taskId: TASK_ID,
  at: new Date(START + seconds * 1_000).toISOString(),
  fact,
});

describe('timeline', () => {
  test('a line tells elapsed time, cost, step, agent and what happens', () => {
    const event = at(12.34, { type: 'agent.progressed', step: 'plan-1', agent: 'planning', message: 'reading the code' });
    expect(toTimelineLine(event, new Date(START).toISOString(), 0.5)).toMatch(
      /^\s+12\.3s {2}\$0\.5000 {2}plan-1 +planning +reading the code$/,
    );
  });

  test('nobody writes to the terminal through a ticket', () => {
    const event = at(1, { type: 'task.submitted', by: ANN, subject: 'jira#S-1', title: 'wipe \u001B[2J and \u202Eturn' });
    const line = toTimelineLine(event, new Date(START).toISOString(), 0);
    expect(line).toContain('"wipe  and turn"');
  });

  test('a long or many-lined text takes one line', () => {
    const event = at(1, { type: 'instruction.given', text: `${'x'.repeat(500)}\nsecond`, by: ANN });
    const line = toTimelineLine(event, new Date(START).toISOString(), 0);
    expect(line).not.toContain('\n');
    expect(line.length).toBeLessThan(220);
  });
});

describe('the answer at the terminal', () => {
  test.each([
    ['y', { type: 'approve' }],
    [' YES ', { type: 'approve' }],
    ['n', { type: 'reject' }],
    ['use cents', { type: 'change', text: 'use cents' }],
    ['no', { type: 'reject' }],
    ['  ', undefined],
  ])('%j', (text, answer) => {
    expect(toAnswer(text)).toEqual(answer);
  });
});

describe('report', () => {
  test('names the steps in the order in which they finished, waits included', () => {
    const usage = { turns: 1, inputTokens: 1, outputTokens: 1, costUsd: 0.1, workSeconds: 1 };
    const events = [
      at(1, { type: 'step.started', step: 'discover', agent: 'discovery' }),
      at(3, { type: 'step.finished', step: 'discover', agent: 'discovery', summary: '', usage, ms: 1_900 }),
      at(4, { type: 'ci.awaited', commits: [], round: 1 }),
      at(9, { type: 'ci.concluded', ci: { conclusion: 'success', failed: [] }, round: 1 }),
    ];
    const task = aTask({ status: 'completed', changes: [aChange()], endedAt: new Date(START + 10_000).toISOString() });
    expect(toReport(task, events)).toMatchObject({
      taskId: TASK_ID,
      status: 'completed',
      steps: [
        { name: 'discover', ms: 2_000 },
        { name: 'ci-1', ms: 5_000 },
      ],
    });
  });
});
