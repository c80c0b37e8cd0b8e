import type { Construct } from 'constructs';
import type { Environment } from '../environments/schema.ts';
import { UserPool } from './constructs/user-pool.ts';
import { nameOf } from './naming.ts';
import { StepwrightStack } from './stepwright-stack.ts';

/** The people who may use the REST API and the chat; both come after it. */
export class UsersStack extends StepwrightStack {
  readonly people: UserPool;

  constructor(scope: Construct, environment: Environment) {
    super(scope, environment, 'users');
    this.people = new UserPool(this, 'people', { name: nameOf(environment, 'people') });
  }
}
