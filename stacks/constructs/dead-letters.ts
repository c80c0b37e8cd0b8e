import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import { Construct } from 'constructs';
import type { Environment } from '../../environments/schema.ts';
import { nameOf } from '../naming.ts';
import { toResourcePolicy } from './policy.ts';

const FOURTEEN_DAYS = 1_209_600;

/** The queue of events that nobody could handle; encrypted by SQS, kept as long as SQS keeps anything. */
export class DeadLetters extends Construct {
  readonly arn: string;
  readonly name: string;

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    const name = nameOf(environment, 'dead-letters');
    const queue = new SqsQueue(this, 'queue', { name, messageRetentionSeconds: FOURTEEN_DAYS, sqsManagedSseEnabled: true });
    new SqsQueuePolicy(this, 'policy', {
      queueUrl: queue.url,
      policy: toResourcePolicy([
        {
          principal: { Service: 'events.amazonaws.com' },
          actions: ['sqs:SendMessage'],
          resources: [queue.arn],
          condition: { StringEquals: { 'aws:SourceAccount': environment.accountId } },
        },
      ]),
    });
    this.arn = queue.arn;
    this.name = name;
  }
}
