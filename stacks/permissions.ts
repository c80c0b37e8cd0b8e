import type { Environment } from '../environments/schema.ts';
import { TABLE } from '../environments/table.ts';
import type { Statement } from './constructs/policy.ts';
import type { Call } from './functions.ts';
import { arnOf, tableName, tracesBucketName } from './naming.ts';
import { type AgentArns, endpointArn, stateMachineArn } from './settings.ts';

/** What the task store does: a transaction needs the permission of each of its writes. */
export function toTableStatements(environment: Environment): readonly Statement[] {
  const table = arnOf(environment, 'dynamodb', `table/${tableName(environment)}`);
  const indexes = TABLE.indexes.map(({ name }) => `${table}/index/${name}`);
  const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'] as const;
  return [
    { actions: ['dynamodb:GetItem', ...writes.map((write) => `dynamodb:${write}` as const)], resources: [table] },
    { actions: ['dynamodb:Query'], resources: [table, ...indexes] },
  ];
}

/** Keeping transcripts; nobody who writes them may read or delete any. */
export function toTraceStatements(environment: Environment): readonly Statement[] {
  return [{ actions: ['s3:PutObject'], resources: [`arn:aws:s3:::${tracesBucketName(environment)}/traces/*`] }];
}

/** Keeping conversations, and seeing nothing else of the table. */
export function toSessionStatements(environment: Environment): readonly Statement[] {
  const condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['SESSION#*'] } };
  const resources = [arnOf(environment, 'dynamodb', `table/${tableName(environment)}`)];
  return [{ actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources, condition }];
}

/** The actions behind each call of the ports; `runs` are executions, `agents` are runtimes. */
const ACTIONS: Readonly<Record<Call, readonly (readonly [action: `${string}:${string}`, on: 'workflow' | 'runs' | 'agents'])[]>> =
  {
    // A run that exists already is compared with the one that was asked for.
    startRun: [
      ['states:StartExecution', 'workflow'],
      ['states:DescribeExecution', 'runs'],
    ],
    stopRun: [['states:StopExecution', 'runs']],
    completeStep: [['states:SendTaskSuccess', 'workflow']],
    failStep: [['states:SendTaskFailure', 'workflow']],
    heartbeat: [['states:SendTaskHeartbeat', 'workflow']],
    invoke: [['bedrock-agentcore:InvokeAgentRuntime', 'agents']],
    ask: [['bedrock-agentcore:InvokeAgentRuntime', 'agents']],
    stopSession: [['bedrock-agentcore:StopRuntimeSession', 'agents']],
  };

/** The permissions behind calls of the ports. */
export function toCallStatements(environment: Environment, calls: readonly Call[], agentArns: AgentArns): readonly Statement[] {
  const workflow = stateMachineArn(environment);
  const targets = {
    workflow: [workflow],
    runs: [`${workflow.replace(':stateMachine:', ':execution:')}:*`],
    // An agent is invoked at one of its endpoints.
    agents: Object.values(agentArns).flatMap((arn) => [arn, endpointArn(arn)]),
  };
  const needed = calls.flatMap((call) => ACTIONS[call]);
  return (['workflow', 'runs', 'agents'] as const).flatMap((on) => {
    const actions = needed.filter(([, target]) => target === on).map(([action]) => action);
    return actions.length === 0 ? [] : [{ actions, resources: targets[on] }];
  });
}

/** Reading these secrets. */
export function toSecretStatements(arns: readonly string[]): readonly Statement[] {
  return arns.length === 0 ? [] : [{ actions: ['secretsmanager:GetSecretValue'], resources: arns }];
}

/** Running programs in sessions of this interpreter. */
export function toInterpreterStatements(arn: string): readonly Statement[] {
  const actions = ['StartCodeInterpreterSession', 'InvokeCodeInterpreter', 'StopCodeInterpreterSession'] as const;
  return [{ actions: actions.map((action) => `bedrock-agentcore:${action}` as const), resources: [arn] }];
}

/** Giving this secret new versions. */
export function toRotationStatements(arn: string): readonly Statement[] {
  const actions = ['DescribeSecret', 'PutSecretValue', 'UpdateSecretVersionStage'] as const;
  return [{ actions: actions.map((action) => `secretsmanager:${action}` as const), resources: [arn] }];
}
