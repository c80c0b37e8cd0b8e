/** A permission: these actions on these resources, by ARN. */
export interface Statement {
  readonly actions: readonly `${string}:${string}`[];
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Whom a resource's own policy speaks of, as IAM writes it. */
type Principal = Readonly<Record<string, string | readonly string[]>> | '*';

/** A permission in a resource's own policy. */
export interface ResourceStatement extends Statement {
  readonly effect?: 'Allow' | 'Deny';
  readonly principal: Principal;
}

/** The JSON of an identity's policy. */
export function toPolicy(statements: readonly Statement[]): string {
  return toDocument(statements.map((statement) => toJson('Allow', statement)));
}

/** The JSON of a resource's policy. */
export function toResourcePolicy(statements: readonly ResourceStatement[]): string {
  return toDocument(
    statements.map((statement) => ({ ...toJson(statement.effect ?? 'Allow', statement), Principal: statement.principal })),
  );
}

/** The JSON of a trust policy: this service may take the role, for this account's resources only when it is given. */
export function toTrustPolicy(service: string, accountId?: string): string {
  const condition = accountId === undefined ? {} : { Condition: { StringEquals: { 'aws:SourceAccount': accountId } } };
  return toDocument([{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service }, ...condition }]);
}

function toJson(effect: string, { actions, resources, condition }: Statement): object {
  return { Effect: effect, Action: actions, Resource: resources, ...(condition ? { Condition: condition } : {}) };
}

function toDocument(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
