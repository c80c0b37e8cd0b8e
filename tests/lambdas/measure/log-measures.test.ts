import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { toStreamedEvent } from '#adapters/dynamodb/event-item.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { logMeasures } from '#lambdas/measure/log-measures.ts';
import { TASK_ID } from '#tests/fakes/samples.ts';

const usage = { turns: 3, inputTokens: 1_000, outputTokens: 200, costUsd: 0.5, workSeconds: 9 };
const person = { channel: 'jira', id: '1', name: 'Ada' } as const;

/** A record of the table's stream as DynamoDB sends it. */
const recordOf = (fact: object, sk = 'EVENT#01') => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: '1',
    NewImage: marshall({ pk: `TASK#${TASK_ID}`, sk, id: '01', taskId: TASK_ID, at: '2026-11-21T10:00:00.000Z', fact }),
  },
});

function measure(records: readonly object[]): readonly object[] {
  const lines: object[] = [];
  logMeasures({ Records: records }, { readEvent: toStreamedEvent, log: (fields) => lines.push(fields) });
  return lines;
}

const CASES: readonly (readonly [rule: string, fact: TaskFact, line: object | undefined])[] = [
  [
    'a task that is submitted counts',
    { type: 'task.submitted', by: person, subject: 'jira#A-1', title: 'a' },
    { measure: 'task.submitted' },
  ],
  [
    'a task that ends counts by its end',
    { type: 'task.ended', status: 'failed', outcome: 'x' },
    { measure: 'task.ended', status: 'failed' },
  ],
  [
    'a step that starts is an invocation',
    { type: 'step.started', step: 'plan', agent: 'planning' },
    { measure: 'agent.invoked', agent: 'planning' },
  ],
  [
    'a step that starts again is another',
    { type: 'step.retried', step: 'plan', agent: 'planning', reason: 'r', attempt: 2 },
    { measure: 'agent.invoked', agent: 'planning' },
  ],
  [
    'a finished step counts what it took, by agent and model',
    { type: 'step.finished', step: 'plan', agent: 'planning', summary: 's', model: 'opus', usage, ms: 70 },
    { measure: 'step.finished', agent: 'planning', model: 'opus', ms: 70, inputTokens: 1_000, outputTokens: 200, costUsd: 0.5 },
  ],
  ['progress is not counted', { type: 'agent.progressed', step: 'plan', agent: 'planning', message: 'm' }, undefined],
];

test.each(CASES)('%s', (_rule, fact, line) => {
  expect(measure([recordOf(fact)])).toEqual(line ? [{ level: 'info', taskId: TASK_ID, ...line }] : []);
});

test('what is no event, cannot be read, or has no image is passed over, and the others are counted', () => {
  const good = recordOf({ type: 'step.started', step: 'plan', agent: 'planning' });
  const records = [recordOf({}, 'META'), recordOf({ type: 'unheard-of' }), { dynamodb: {} }, good];
  expect(measure(records)).toEqual([{ level: 'info', taskId: TASK_ID, measure: 'agent.invoked', agent: 'planning' }]);
});

test('no line says what a task is about', () => {
  const text = JSON.stringify(CASES.map(([, fact]) => measure([recordOf(fact)])));
  expect(text).not.toMatch(/Ada|jira|outcome|summary/);
});
