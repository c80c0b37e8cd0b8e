import { readFileSync } from 'node:fs';
import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js';
import type { Construct } from 'constructs';
import type { Environment } from '../environments/schema.ts';
import { STEP_FUNCTIONS } from '#workflows/task/functions.ts';
import { addFunction, type FunctionContext } from './add-function.ts';
import { StateMachine } from './constructs/state-machine.ts';
import { EventTrigger, ScheduleTrigger, StreamTrigger, toStreamStatements } from './constructs/triggers.ts';
import { EXECUTION_ENDED, INBOX, INQUIRIES, NOTIFY, STEPS, SWEEPS } from './functions.ts';
import { lateNoticeMetric, lostNoticeMetric } from './naming.ts';
import { StepwrightStack } from './stepwright-stack.ts';

const DEFINITION = new URL('../workflows/task/task.asl.json', import.meta.url);

/** The state machine, from the very file that the local engine runs, its step Lambdas, the sweeps behind it, and what the table's stream feeds. */
export class WorkflowStack extends StepwrightStack {
  constructor(scope: Construct, environment: Environment, context: FunctionContext) {
    super(scope, environment, 'workflow');
    const arns = Object.fromEntries(
      Object.entries(STEP_FUNCTIONS).map(([placeholder, folder]) => [
        placeholder,
        addFunction(this, [folder, STEPS[folder]], context).arn,
      ]),
    );
    const machine = new StateMachine(this, 'task', {
      environment,
      definition: withArns(readFileSync(DEFINITION, 'utf8'), arns),
      functionArns: Object.values(arns),
    });
    this.#addSweeps(machine, context);
    this.#addNotify(context);
    this.#addInquiries(context);
    this.#addInbox(context);
  }

  #addSweeps(machine: StateMachine, context: FunctionContext): void {
    const deadLetterArn = context.storage.deadLetters.arn;
    new EventTrigger(this, 'execution-ended', {
      target: addFunction(this, ['lambdas/sweeps/execution-ended', EXECUTION_ENDED], context),
      deadLetterArn,
      pattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [machine.arn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
    });
    const { environment } = this;
    for (const [folder, spec] of Object.entries(SWEEPS)) {
      const target = addFunction(this, [folder, spec], context);
      new ScheduleTrigger(this, folder.split('/').at(-1) ?? folder, { environment, target, deadLetterArn, rate: spec.rate });
    }
  }

  #addInbox(context: FunctionContext): void {
    const { table, deadLetters } = context.storage;
    const { streamArn } = table;
    const target = addFunction(this, ['lambdas/inbox', INBOX], context, { statements: toStreamStatements(streamArn) });
    new StreamTrigger(this, 'kept', { target, deadLetterArn: deadLetters.arn, streamArn, partitions: 'INBOX#', retries: -1 });
  }

  #addInquiries(context: FunctionContext): void {
    const { table, deadLetters } = context.storage;
    const { streamArn } = table;
    const target = addFunction(this, ['lambdas/inquiries', INQUIRIES], context, { statements: toStreamStatements(streamArn) });
    const deadLetterArn = deadLetters.arn;
    // Whoever asked is told when nobody answers, which the Lambda itself does after some minutes.
    new StreamTrigger(this, 'questions', { target, deadLetterArn, streamArn, partitions: 'INQUIRY#', retries: -1 });
  }

  #addNotify(context: FunctionContext): void {
    const { table, deadLetters } = context.storage;
    const statements = toStreamStatements(table.streamArn);
    const target = addFunction(this, ['lambdas/notify', NOTIFY], context, { statements });
    const deadLetterArn = deadLetters.arn;
    const { streamArn } = table;
    new StreamTrigger(this, 'events', { target, deadLetterArn, streamArn, partitions: 'TASK#', retries: 10 });
    new ScheduleTrigger(this, 'backlogs', {
      environment: this.environment,
      target,
      deadLetterArn,
      rate: 'rate(1 minute)',
      input: { action: 'work-off' },
    });
    new CloudwatchLogMetricFilter(this, 'lost-notices', {
      name: `${target.name}-lost`,
      logGroupName: target.logGroupName,
      pattern: '{ $.level = "error" }',
      metricTransformation: { ...lostNoticeMetric(this.environment), value: '1' },
    });
    new CloudwatchLogMetricFilter(this, 'late-notices', {
      name: `${target.name}-late`,
      logGroupName: target.logGroupName,
      pattern: '{ $.measure = "notice.late" }',
      metricTransformation: { ...lateNoticeMetric(this.environment), value: '$.seconds', unit: 'Seconds' },
    });
  }
}

function withArns(definition: string, arns: Readonly<Record<string, string>>): string {
  return Object.entries(arns).reduce((text, [name, arn]) => text.replaceAll(`\${${name}}`, arn), definition);
}
