import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget/index.js';
import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js';
import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import type { Construct } from 'constructs';
import type { Environment } from '../environments/schema.ts';
import { addFunction, type FunctionContext } from './add-function.ts';
import { type AlarmSpec, alarmsOf } from './alarms.ts';
import type { DataKey } from './constructs/data-key.ts';
import { toResourcePolicy } from './constructs/policy.ts';
import { StreamTrigger, toStreamStatements } from './constructs/triggers.ts';
import { toDashboard } from './dashboard.ts';
import { ALARMS_TO_SLACK, MEASURE } from './functions.ts';
import { MEASURES, measureNamespace } from './measures.ts';
import { nameOf } from './naming.ts';
import { StepwrightStack } from './stepwright-stack.ts';

/** What tells the environment's owners that something is wrong. */
export class ObservabilityStack extends StepwrightStack {
  constructor(scope: Construct, environment: Environment, context: FunctionContext) {
    super(scope, environment, 'observability');
    const topic = this.#addTopic(context.storage.key);
    this.#tellSlack(topic, context);
    for (const alarm of alarmsOf(environment)) this.#addAlarm(alarm, topic);
    this.#addMeasures(context);
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: nameOf(environment, 'overview'),
      dashboardBody: toDashboard(environment),
    });
    this.#addBudget();
  }

  /** The table's stream tells all that happens to tasks: a Lambda logs what counts, and CloudWatch counts it. */
  #addMeasures(context: FunctionContext): void {
    const { table, deadLetters } = context.storage;
    const { streamArn } = table;
    const statements = toStreamStatements(streamArn);
    const target = addFunction(this, ['lambdas/measure', MEASURE], context, { statements });
    new StreamTrigger(this, 'events', { target, deadLetterArn: deadLetters.arn, streamArn, partitions: 'TASK#', retries: 10 });
    for (const { metric, of, field, by, unit } of MEASURES) {
      new CloudwatchLogMetricFilter(this, metric, {
        name: nameOf(this.environment, metric),
        logGroupName: target.logGroupName,
        pattern: `{ $.measure = "${of}" }`,
        metricTransformation: {
          namespace: measureNamespace(this.environment),
          name: metric,
          value: field ? `$.${field}` : '1',
          unit,
          ...(by ? { dimensions: { [by]: `$.${by.toLowerCase()}` } } : {}),
        },
      });
    }
  }

  /** Of the whole account: costs by tag are counted only after somebody has switched the tag on in billing. */
  #addBudget(): void {
    const { alarmEmails, monthlyBudgetUsd } = this.environment;
    const notify = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notificationType,
      threshold,
      thresholdType: 'PERCENTAGE',
      comparisonOperator: 'GREATER_THAN',
      subscriberEmailAddresses: alarmEmails,
    });
    new BudgetsBudget(this, 'budget', {
      name: nameOf(this.environment, 'account'),
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: String(monthlyBudgetUsd),
      limitUnit: 'USD',
      notification: [notify('ACTUAL', 80), notify('ACTUAL', 100), notify('FORECASTED', 100)],
    });
  }

  #addTopic(key: DataKey): SnsTopic {
    const { accountId, alarmEmails } = this.environment;
    const topic = new SnsTopic(this, 'topic', { name: nameOf(this.environment, 'alarms'), kmsMasterKeyId: key.arn });
    new SnsTopicPolicy(this, 'topic-policy', {
      arn: topic.arn,
      policy: toResourcePolicy([
        {
          principal: { Service: 'cloudwatch.amazonaws.com' },
          actions: ['sns:Publish'],
          resources: [topic.arn],
          condition: { StringEquals: { 'aws:SourceAccount': accountId } },
        },
      ]),
    });
    for (const [index, endpoint] of alarmEmails.entries()) {
      new SnsTopicSubscription(this, `email-${index}`, { topicArn: topic.arn, protocol: 'email', endpoint });
    }
    return topic;
  }

  #tellSlack({ arn: topicArn }: SnsTopic, context: FunctionContext): void {
    const { arn: functionName } = addFunction(this, ['lambdas/alarms-to-slack', ALARMS_TO_SLACK], context);
    const permission = new LambdaPermission(this, 'slack-permission', {
      functionName,
      action: 'lambda:InvokeFunction',
      principal: 'sns.amazonaws.com',
      sourceArn: topicArn,
    });
    new SnsTopicSubscription(this, 'slack', { topicArn, protocol: 'lambda', endpoint: functionName, dependsOn: [permission] });
  }

  #addAlarm({ name, description, minutes, metric, ...alarm }: AlarmSpec, topic: SnsTopic): void {
    new CloudwatchMetricAlarm(this, name, {
      ...alarm,
      alarmName: nameOf(this.environment, name),
      alarmDescription: description,
      metricName: metric,
      dimensions: { ...alarm.dimensions },
      period: minutes * 60,
      evaluationPeriods: 1,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      // Where nothing happens nothing is measured.
      treatMissingData: 'notBreaching',
      alarmActions: [topic.arn],
      okActions: [topic.arn],
    });
  }
}
