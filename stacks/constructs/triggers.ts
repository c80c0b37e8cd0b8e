import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule/index.js';
import { Construct } from 'constructs';
import type { Environment } from '../../environments/schema.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { Statement } from './policy.ts';
import { ServiceRole } from './service-role.ts';

/** How long an event is tried again before it goes to the dead letters. */
const ONE_HOUR = 3_600;
const RETRIES = 3;

export interface TriggerProps {
  readonly target: LambdaFunction;
  readonly deadLetterArn: string;
}

/** Invokes a Lambda for every event on the account's bus that matches the pattern. */
export class EventTrigger extends Construct {
  constructor(scope: Construct, id: string, props: TriggerProps & { readonly pattern: object }) {
    super(scope, id);
    const { target, deadLetterArn, pattern } = props;
    const rule = new CloudwatchEventRule(this, 'rule', { name: target.name, eventPattern: JSON.stringify(pattern) });
    const permission = new LambdaPermission(this, 'permission', {
      functionName: target.arn,
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      arn: target.arn,
      deadLetterConfig: { arn: deadLetterArn },
      retryPolicy: { maximumEventAgeInSeconds: ONE_HOUR, maximumRetryAttempts: RETRIES },
      dependsOn: [permission],
    });
  }
}

interface ScheduleProps extends TriggerProps {
  readonly environment: Environment;
  readonly rate: string;
  /** The event that the Lambda gets; EventBridge's own when left out. */
  readonly input?: object;
}

/** Invokes a Lambda at a rate, such as `rate(5 minutes)`. */
export class ScheduleTrigger extends Construct {
  constructor(scope: Construct, id: string, props: ScheduleProps) {
    super(scope, id);
    const { target, deadLetterArn, environment, rate, input } = props;
    const role = new ServiceRole(this, 'role', {
      name: `${target.name}-schedule`,
      service: 'scheduler.amazonaws.com',
      accountId: environment.accountId,
      statements: [
        { actions: ['lambda:InvokeFunction'], resources: [target.arn] },
        { actions: ['sqs:SendMessage'], resources: [deadLetterArn] },
      ],
    });
    new SchedulerSchedule(this, 'schedule', {
      name: target.name,
      scheduleExpression: rate,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: target.arn,
        roleArn: role.arn,
        ...(input ? { input: JSON.stringify(input) } : {}),
        deadLetterConfig: { arn: deadLetterArn },
        retryPolicy: { maximumEventAgeInSeconds: ONE_HOUR, maximumRetryAttempts: RETRIES },
      },
      dependsOn: [role.policy],
    });
  }
}

/** What a Lambda needs to read a table's stream and to hand on what it could not handle. */
export function toStreamStatements(streamArn: string): readonly Statement[] {
  return [
    { actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], resources: [streamArn] },
    { actions: ['dynamodb:ListStreams'], resources: ['*'] },
  ];
}

interface StreamProps extends TriggerProps {
  readonly streamArn: string;
  /** How the partitions begin whose events are wanted, such as `TASK#`. */
  readonly partitions: string;
  /** How often a batch is tried again; -1 for as long as it is not too old. */
  readonly retries: number;
}

/** Feeds a Lambda with the events that are new in some partitions of a table. */
export class StreamTrigger extends Construct {
  constructor(scope: Construct, id: string, props: StreamProps) {
    super(scope, id);
    const { target, deadLetterArn, streamArn, partitions, retries } = props;
    const keys = { pk: { S: [{ prefix: partitions }] }, sk: { S: [{ prefix: 'EVENT#' }] } };
    const pattern = { eventName: ['INSERT'], dynamodb: { Keys: keys } };
    new LambdaEventSourceMapping(this, 'stream', {
      functionName: target.arn,
      eventSourceArn: streamArn,
      startingPosition: 'TRIM_HORIZON',
      batchSize: 25,
      // One record that cannot be handled holds up no other for long.
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ['ReportBatchItemFailures'],
      maximumRetryAttempts: retries,
      maximumRecordAgeInSeconds: ONE_HOUR,
      destinationConfig: { onFailure: { destinationArn: deadLetterArn } },
      filterCriteria: { filter: [{ pattern: JSON.stringify(pattern) }] },
    });
  }
}
