import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { toEventItem, toStreamedEvent } from '#adapters/dynamodb/event-item.ts';
import { toPullRequestRefs, toTask, toTaskItem } from '#adapters/dynamodb/task-item.ts';
import { TABLE_SCHEMA, toCreateTable } from '#adapters/dynamodb/table.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { newChange, newTask } from '#tests/conformance/task-store/task-store-fixtures.ts';

const CLOCK = { now: () => new Date('2026-11-21T10:00:00.000Z'), newId: () => '01KAJ0A000AAAAAAAAAAAAAAAA' };
const FACT: TaskFact = {
  type: 'instruction.given',
  text: '<b>"quoted"</b> \u0000 🚚',
  by: { channel: 'slack', id: 'U', name: '' },
};

describe('items', () => {
  test('a task comes back as it went in', () => {
    const task = newTask({ changes: [newChange()], threads: { slack: '1' }, step: 'plan-1' });
    expect(toTask(toTaskItem(task))).toEqual(task);
  });

  test('a record that is no task is refused by name and place', () => {
    const item = { ...toTaskItem(newTask()), status: 'dreaming', pk: 'TASK#x', sk: 'META' };
    expect(() => toTask(item)).toThrow(expect.objectContaining({ name: 'InputError', code: 'RECORD_INVALID' }));
    expect(() => toTask(item)).toThrow(/TASK#x META.*status/s);
  });

  test('an event read from the stream is the event that was written, with its expiry half a year away', () => {
    const { id } = newTask();
    const item = toEventItem(CLOCK, id, FACT);
    expect(item).toMatchObject({
      pk: `TASK#${id}`,
      sk: `EVENT#${CLOCK.newId()}`,
      expiresAt: Date.parse('2026-11-21T10:00:00.000Z') / 1_000 + 180 * 86_400,
    });
    expect(toStreamedEvent(marshall(item))).toEqual({
      id: CLOCK.newId(),
      taskId: id,
      at: '2026-11-21T10:00:00.000Z',
      fact: FACT,
    });
    expect(toStreamedEvent(marshall({ pk: `TASK#${id}`, sk: 'META' }))).toBeUndefined();
  });

  test('a pull request that is named twice is kept once', () => {
    const change = newChange();
    expect(toPullRequestRefs(newTask(), [change, { ...change, repo: 'ACME/shipping' }])).toHaveLength(1);
  });

  test('every index key is declared once', () => {
    const { AttributeDefinitions = [], GlobalSecondaryIndexes = [] } = toCreateTable('tasks');
    const names = AttributeDefinitions.map(({ AttributeName }) => AttributeName);
    expect(names).toEqual(['pk', 'sk', 'statusKey', 'timeKey', 'requesterKey', 'pullRequestKey']);
    expect(GlobalSecondaryIndexes).toHaveLength(TABLE_SCHEMA.indexes.length);
  });
});
