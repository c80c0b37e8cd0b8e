import { readFileSync } from 'node:fs';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine/index.js';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { Environment } from '../environments/schema.ts';
import { STEP_FUNCTIONS } from '#workflows/task/functions.ts';

const DEFINITION = new URL('../workflows/task/task.asl.json', import.meta.url);

/** The state machine, from the very file that the local engine runs, and the role that may invoke its step Lambdas. */
export class WorkflowStack extends TerraformStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, `stepwright-${environment.name}-workflow`);
    new AwsProvider(this, 'aws', { region: environment.region });
    const arns = functionArns(environment);
    const role = new IamRole(this, 'role', {
      name: `stepwright-${environment.name}-workflow`,
      assumeRolePolicy: JSON.stringify(policy('sts:AssumeRole', { Principal: { Service: 'states.amazonaws.com' } })),
    });
    new IamRolePolicy(this, 'invoke-steps', {
      role: role.id,
      policy: JSON.stringify(policy('lambda:InvokeFunction', { Resource: Object.values(arns) })),
    });
    new SfnStateMachine(this, 'task', {
      name: `stepwright-${environment.name}-task`,
      type: 'STANDARD',
      roleArn: role.arn,
      definition: withArns(readFileSync(DEFINITION, 'utf8'), arns),
    });
  }
}

/** ARN of each step Lambda, by the name of its placeholder in the definition. */
function functionArns({ name, region, accountId }: Environment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(STEP_FUNCTIONS).map(([placeholder, folder]) => [
      placeholder,
      `arn:aws:lambda:${region}:${accountId}:function:stepwright-${name}-${folder.split('/').at(-1) ?? ''}`,
    ]),
  );
}

function withArns(definition: string, arns: Readonly<Record<string, string>>): string {
  return Object.entries(arns).reduce((text, [name, arn]) => text.replaceAll(`\${${name}}`, arn), definition);
}

function policy(action: string, statement: object): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, ...statement }] };
}
