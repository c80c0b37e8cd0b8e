import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Construct } from 'constructs';
import { type Statement, toPolicy, toTrustPolicy } from './policy.ts';

export interface ServiceRoleProps {
  readonly name: string;
  /** Who takes the role, such as `lambda.amazonaws.com`. */
  readonly service: string;
  /** The service acts for resources of this account only. Lambda alone does not say for whom it acts. */
  readonly accountId?: string;
  readonly statements: readonly Statement[];
}

/** A role that one service takes, with one policy of exactly these statements. */
export class ServiceRole extends Construct {
  readonly arn: string;
  /** What needs the permissions at once depends on it. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, { name, service, accountId, statements }: ServiceRoleProps) {
    super(scope, id);
    const role = new IamRole(this, 'role', { name, assumeRolePolicy: toTrustPolicy(service, accountId) });
    this.policy = new IamRolePolicy(this, 'policy', { name, role: role.name, policy: toPolicy(statements) });
    this.arn = role.arn;
  }
}
