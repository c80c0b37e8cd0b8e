import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { LambdaFunction as AwsFunction } from '@cdktf/provider-aws/lib/lambda-function/index.js';
import { Construct } from 'constructs';
import type { Environment } from '../../environments/schema.ts';
import type { Artifact } from '../bundles/write-bundles.ts';
import type { Place } from '../network.ts';
import type { Statement } from './policy.ts';
import { ServiceRole } from './service-role.ts';

export interface LambdaFunctionProps {
  readonly environment: Environment;
  readonly name: string;
  readonly artifact: Artifact;
  readonly timeoutSeconds: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
  /** Takes events that were accepted but could not be handled. */
  readonly deadLetterArn: string;
  readonly reservedConcurrency?: number | undefined;
  readonly place: Place | undefined;
}

/** In MB. Lambda gives CPU by memory: with less, a cold start takes longer and costs as much. */
const MEMORY = 512;

/** A Lambda with its log group and a role that may do what is said here, and nothing else. */
export class LambdaFunction extends Construct {
  readonly arn: string;
  readonly invokeArn: string;
  readonly name: string;
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id);
    const { environment, name, artifact, deadLetterArn, reservedConcurrency, place } = props;
    const { logRetentionDays } = environment;
    const logs = new CloudwatchLogGroup(this, 'logs', { name: `/aws/lambda/${name}`, retentionInDays: logRetentionDays });
    const statements = [...toPlatformStatements(logs.arn, deadLetterArn, place !== undefined), ...props.statements];
    const role = new ServiceRole(this, 'role', { name, service: 'lambda.amazonaws.com', statements });
    const lambda = new AwsFunction(this, 'function', {
      functionName: name,
      role: role.arn,
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      filename: artifact.zip,
      sourceCodeHash: artifact.sha256,
      memorySize: MEMORY,
      timeout: props.timeoutSeconds,
      environment: { variables: { ...props.variables } },
      deadLetterConfig: { targetArn: deadLetterArn },
      loggingConfig: { logFormat: 'JSON', logGroup: logs.name },
      tracingConfig: { mode: 'Active' },
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
      ...(place ? { vpcConfig: { subnetIds: [...place.subnetIds], securityGroupIds: [...place.securityGroupIds] } } : {}),
      dependsOn: [role.policy],
    });
    this.arn = lambda.arn;
    this.invokeArn = lambda.invokeArn;
    this.name = name;
    this.logGroupName = logs.name;
  }
}

/** What Lambda itself does in the function's name. */
function toPlatformStatements(logsArn: string, deadLetterArn: string, inNetwork: boolean): readonly Statement[] {
  return [
    { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`${logsArn}:*`] },
    { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] },
    { actions: ['sqs:SendMessage'], resources: [deadLetterArn] },
    ...(inNetwork ? [{ actions: NETWORK_ACTIONS, resources: ['*'] }] : []),
  ];
}

/** Source: AWS, "Giving Lambda functions access to resources in an Amazon VPC", execution role permissions. */
const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
] as const;
