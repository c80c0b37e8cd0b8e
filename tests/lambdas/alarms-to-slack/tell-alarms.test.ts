import { describe, expect, test } from 'vitest';
import { tellAlarms } from '#lambdas/alarms-to-slack/tell-alarms.ts';

interface Post {
  readonly text: string;
  readonly key: string | undefined;
}

/** A channel that finds messages by their key. */
function openChannel() {
  const posts: Post[] = [];
  const chat = {
    post: async (_channel: string, { text, key }: { text: string; key?: string }) => {
      posts.push({ text, key });
      return String(posts.length);
    },
    findMessage: async (_channel: string, key: string) => posts.find((post) => post.key === key)?.text,
  };
  return { posts, deps: { chat, channel: 'C1' } };
}

/** As CloudWatch publishes it; source: AWS, "Sample Amazon SNS notification". */
const alarm = (change: object = {}) => ({
  AlarmName: 'stepwright-prod-runs-failed',
  AlarmDescription: 'More than 5 runs failed within 10 minutes. Look at the state machine’s log.',
  AWSAccountId: '000000000002',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed: 1 datapoint [7.0] was greater than or equal to the threshold (6.0).',
  StateChangeTime: '2026-11-21T10:00:00.000+0000',
  Region: 'US East (N. Virginia)',
  OldStateValue: 'OK',
  Trigger: { MetricName: 'ExecutionsFailed' },
  ...change,
});
const sns = (Message: string, MessageId = 'm1', Subject: string | null = 'ALARM: x') => ({
  Records: [{ EventSource: 'aws:sns', Sns: { MessageId, Subject, Message, Timestamp: '2026-11-21T10:00:00.000Z' } }],
});

describe('an alarm', () => {
  test('is told with what happened, what to do and why it rang', async () => {
    const { posts, deps } = openChannel();
    await tellAlarms(sns(JSON.stringify(alarm())), deps);
    expect(posts.map(({ text }) => text)).toEqual([
      [
        '**The alarm stepwright-prod-runs-failed rings**',
        'More than 5 runs failed within 10 minutes. Look at the state machine’s log.',
        'Threshold Crossed: 1 datapoint [7.0] was greater than or equal to the threshold (6.0).',
      ].join('\n'),
    ]);
  });

  test('that is over is told in one line', async () => {
    const { posts, deps } = openChannel();
    await tellAlarms(sns(JSON.stringify(alarm({ NewStateValue: 'OK' }))), deps);
    expect(posts.map(({ text }) => text)).toEqual(['**The alarm stepwright-prod-runs-failed is over**']);
  });

  test('is told once though it is delivered twice, and again when it rings again', async () => {
    const { posts, deps } = openChannel();
    const event = sns(JSON.stringify(alarm()));
    await tellAlarms(event, deps);
    await tellAlarms(event, deps);
    await tellAlarms(sns(JSON.stringify(alarm()), 'm2'), deps);
    expect(posts).toHaveLength(2);
  });
});

describe('a notification that is no alarm', () => {
  test.each([
    ['text', 'You spent 80 %', 'AWS Budgets', 'AWS Budgets\nYou spent 80 %'],
    ['other JSON, without a subject', '{"a":1}', null, 'A notification\n{"a":1}'],
  ])('is told as it came: %s', async (_rule, message, subject, told) => {
    const { posts, deps } = openChannel();
    await tellAlarms(sns(message, 'm1', subject), deps);
    expect(posts.map(({ text }) => text)).toEqual([told]);
  });
});

test('an event that is none of SNS is refused, and a chat that is away is tried again by Lambda', async () => {
  const { deps } = openChannel();
  await expect(tellAlarms({}, deps)).rejects.toMatchObject({ code: 'EVENT_INVALID' });
  const away = { ...deps.chat, post: () => Promise.reject(new Error('away')) };
  await expect(tellAlarms(sns('x'), { ...deps, chat: away })).rejects.toThrow('away');
});
