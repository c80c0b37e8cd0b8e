import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { Environment } from '../environments/schema.ts';
import { addFunction, type FunctionContext } from './add-function.ts';
import type { LambdaFunction } from './constructs/lambda-function.ts';
import { API } from './functions.ts';
import { StepwrightStack } from './stepwright-stack.ts';
import type { UsersStack } from './users.ts';

/** The REST API's Lambda, and what tells who may use it; its routes are the ingress's. */
export class ApiStack extends StepwrightStack {
  readonly target: LambdaFunction;
  readonly userPoolArn: string;

  constructor(scope: Construct, environment: Environment, context: FunctionContext, { people }: UsersStack) {
    super(scope, environment, 'api');
    this.target = addFunction(this, ['lambdas/api', API], context);
    this.userPoolArn = people.pool.arn;
    new TerraformOutput(this, 'user-pool-id', { value: people.pool.id, staticId: true });
    new TerraformOutput(this, 'user-pool-client-id', { value: people.client.id, staticId: true });
  }
}
