import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { SfnAlias } from '@cdktf/provider-aws/lib/sfn-alias/index.js';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine/index.js';
import { Construct } from 'constructs';
import type { Environment } from '../../environments/schema.ts';
import { LIVE, nameOf } from '../naming.ts';
import { ServiceRole } from './service-role.ts';

export interface StateMachineProps {
  readonly environment: Environment;
  /** Amazon States Language, JSON. */
  readonly definition: string;
  /** The functions that it invokes: these, and no others, it may. */
  readonly functionArns: readonly string[];
}

/** A state machine with its log of errors (never the data), its traces, a published version and the alias `live` on it. */
export class StateMachine extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { environment, definition, functionArns }: StateMachineProps) {
    super(scope, id);
    const name = nameOf(environment, 'task');
    const logs = new CloudwatchLogGroup(this, 'logs', {
      name: `/aws/vendedlogs/states/${name}`,
      retentionInDays: environment.logRetentionDays,
    });
    const role = new ServiceRole(this, 'role', {
      name: nameOf(environment, 'workflow'),
      service: 'states.amazonaws.com',
      accountId: environment.accountId,
      statements: [
        { actions: ['lambda:InvokeFunction'], resources: functionArns },
        { actions: LOG_DELIVERY, resources: ['*'] },
        { actions: TRACES, resources: ['*'] },
      ],
    });
    const machine = new SfnStateMachine(this, 'machine', {
      name,
      type: 'STANDARD',
      roleArn: role.arn,
      definition,
      publish: true,
      loggingConfiguration: { level: 'ERROR', includeExecutionData: false, logDestination: `${logs.arn}:*` },
      tracingConfiguration: { enabled: true },
      dependsOn: [role.policy],
    });
    new SfnAlias(this, 'live', {
      name: LIVE,
      routingConfiguration: [{ stateMachineVersionArn: machine.stateMachineVersionArn, weight: 100 }],
    });
    this.arn = machine.arn;
  }
}

/** Source: AWS, "Logging in CloudWatch Logs" of Step Functions. */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
] as const;

/** Source: AWS, "IAM policies for using AWS X-Ray" of Step Functions. */
const TRACES = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'] as const;
