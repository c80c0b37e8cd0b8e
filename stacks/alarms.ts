import type { Environment } from '../environments/schema.ts';
import { agentErrorMetric, lateNoticeMetric, LIVE, lostNoticeMetric, nameOf } from './naming.ts';
import { stateMachineArn } from './settings.ts';

/** Rings when the statistic, over the minutes, is at least the threshold. */
export interface AlarmSpec {
  readonly name: string;
  /** What has happened and what to do. */
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
  readonly minutes: number;
  readonly threshold: number;
}

/** An hour: by then it is no hiccup of the vendor's. */
const BEHIND_SECONDS = 3_600;

/** Ten minutes: by then somebody wonders why nobody told them. */
const LATE_MS = 600_000;

/** The alarms of an environment; product O1. */
export function alarmsOf(environment: Environment): readonly AlarmSpec[] {
  return [
    ...toRunAlarms(environment),
    toAgentAlarm(environment),
    ...toDeliveryAlarms(environment),
    ...toBacklogAlarms(environment),
    ...toLambdaAlarms(environment),
  ];
}

function toRunAlarms(environment: Environment): readonly AlarmSpec[] {
  const dimensions = { StateMachineArn: stateMachineArn(environment) };
  const runs = { namespace: 'AWS/States', dimensions, statistic: 'Sum', minutes: 10 } as const;
  return [
    {
      ...runs,
      name: 'runs-failed',
      description: 'More than 5 runs failed within 10 minutes. Look at the state machine’s log.',
      metric: 'ExecutionsFailed',
      threshold: 6,
    },
    {
      ...runs,
      name: 'runs-timed-out',
      description: 'A run took longer than it may. Look at its last state.',
      metric: 'ExecutionsTimedOut',
      threshold: 1,
    },
  ];
}

function toAgentAlarm(environment: Environment): AlarmSpec {
  const { namespace, name: metric } = agentErrorMetric(environment);
  return {
    name: 'agent-errors',
    description: 'Agents logged 3 errors within 5 minutes. Look at their log groups.',
    namespace,
    metric,
    dimensions: {},
    statistic: 'Sum',
    minutes: 5,
    threshold: 3,
  };
}

/** What comes in, and what could not be handled. */
function toDeliveryAlarms(environment: Environment): readonly AlarmSpec[] {
  return [
    {
      name: 'dead-letters',
      description: 'An event could not be handled. Read it in the queue, correct the cause, send it again.',
      namespace: 'AWS/SQS',
      metric: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: nameOf(environment, 'dead-letters') },
      statistic: 'Maximum',
      minutes: 5,
      threshold: 1,
    },
    {
      name: 'ingress-errors',
      description: 'The API answered 5 deliveries with an error within 5 minutes. Look at the webhook Lambdas’ logs.',
      namespace: 'AWS/ApiGateway',
      metric: '5XXError',
      dimensions: { ApiName: nameOf(environment, 'webhooks'), Stage: LIVE },
      statistic: 'Sum',
      minutes: 5,
      threshold: 5,
    },
  ];
}

/** What waits to be done, by its age: nothing else of ours queues. */
function toBacklogAlarms(environment: Environment): readonly AlarmSpec[] {
  const waiting = { namespace: 'AWS/Lambda', metric: 'IteratorAge', statistic: 'Maximum', minutes: 5 } as const;
  const { namespace } = lostNoticeMetric(environment);
  return [
    {
      ...waiting,
      name: 'notices-late',
      description: 'People are told more than 10 minutes late. Look at the notify Lambda’s log.',
      dimensions: { FunctionName: nameOf(environment, 'notify') },
      threshold: LATE_MS,
    },
    {
      ...waiting,
      name: 'inbox-late',
      description: 'Deliveries of GitHub wait for more than 10 minutes. Look at the inbox Lambda’s log.',
      dimensions: { FunctionName: nameOf(environment, 'inbox') },
      threshold: LATE_MS,
    },
    {
      name: 'channel-behind',
      description:
        'A channel could not be told anything for an hour. Look at notify’s log for the vendor’s error; it is tried for a day.',
      namespace,
      metric: lateNoticeMetric(environment).name,
      dimensions: {},
      statistic: 'Maximum',
      // A channel is tried every half hour at least.
      minutes: 60,
      threshold: BEHIND_SECONDS,
    },
    {
      name: 'notices-lost',
      description:
        'Somebody could not be told something. Read notify’s log, correct the cause, then invoke notify with {"action": "replay"}.',
      namespace,
      metric: lostNoticeMetric(environment).name,
      dimensions: {},
      statistic: 'Sum',
      minutes: 5,
      threshold: 1,
    },
  ];
}

function toLambdaAlarms(environment: Environment): readonly AlarmSpec[] {
  const errors = { namespace: 'AWS/Lambda', metric: 'Errors', statistic: 'Sum' } as const;
  return [
    {
      ...errors,
      name: 'stuck-tasks',
      description:
        'Tasks that are stuck could not be freed, three times in a row. Look at the log of the Lambda sweeps-stuck-tasks.',
      dimensions: { FunctionName: nameOf(environment, 'sweeps-stuck-tasks') },
      minutes: 15,
      threshold: 3,
    },
    {
      ...errors,
      name: 'lambda-errors',
      description: 'Lambdas failed 3 times within 5 minutes. Look at the dashboard and at the log of the one that fails.',
      // Of all functions of the account, which the environment has for itself.
      dimensions: {},
      minutes: 5,
      threshold: 3,
    },
  ];
}
