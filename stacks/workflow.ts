import { readFileSync } from 'node:fs';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine/index.js';
import type { Construct } from 'constructs';
import type { Environment } from '../environments/schema.ts';
import { STEP_FUNCTIONS } from '#workflows/task/functions.ts';
import { toPolicy, toTrustPolicy } from './constructs/policy.ts';
import { arnOf, functionPart, nameOf } from './naming.ts';
import { StepwrightStack } from './stepwright-stack.ts';

const DEFINITION = new URL('../workflows/task/task.asl.json', import.meta.url);

/** The state machine, from the very file that the local engine runs, and the role that may invoke its step Lambdas. */
export class WorkflowStack extends StepwrightStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, environment, 'workflow');
    const arns = functionArns(environment);
    const role = new IamRole(this, 'role', {
      name: nameOf(environment, 'workflow'),
      assumeRolePolicy: toTrustPolicy('states.amazonaws.com', environment.accountId),
    });
    new IamRolePolicy(this, 'invoke-steps', {
      name: 'invoke-steps',
      role: role.id,
      policy: toPolicy([{ actions: ['lambda:InvokeFunction'], resources: Object.values(arns) }]),
    });
    new SfnStateMachine(this, 'task', {
      name: nameOf(environment, 'task'),
      type: 'STANDARD',
      roleArn: role.arn,
      definition: withArns(readFileSync(DEFINITION, 'utf8'), arns),
    });
  }
}

/** ARN of each step Lambda, by the name of its placeholder in the definition. */
function functionArns(environment: Environment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(STEP_FUNCTIONS).map(([placeholder, folder]) => [
      placeholder,
      arnOf(environment, 'lambda', `function:${nameOf(environment, functionPart(folder))}`),
    ]),
  );
}

function withArns(definition: string, arns: Readonly<Record<string, string>>): string {
  return Object.entries(arns).reduce((text, [name, arn]) => text.replaceAll(`\${${name}}`, arn), definition);
}
