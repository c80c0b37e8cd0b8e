import type { Environment } from '../environments/schema.ts';

export const PRODUCT = 'stepwright';

/** The alias, endpoint or stage that callers use, whatever version is behind it. */
export const LIVE = 'live';

/** What a resource is called: product, environment and part, so that environments can share an account. */
export function nameOf({ name }: Pick<Environment, 'name'>, part: string): string {
  return `${PRODUCT}-${name}-${part}`;
}

/** The same where AWS allows no hyphens. */
export function underscoredNameOf(environment: Pick<Environment, 'name'>, part: string): string {
  return nameOf(environment, part).replaceAll('-', '_');
}

/** The name of a Lambda, from the folder of its handler: `lambdas/steps/finish` is `steps-finish`. */
export function functionPart(folder: string): string {
  return folder.split('/').slice(1).join('-');
}

/** An ARN of this environment's account and region. */
export function arnOf(
  { region, accountId }: Pick<Environment, 'region' | 'accountId'>,
  service: string,
  resource: string,
): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** The task table, which stacks refer to by its name. */
export function tableName(environment: Pick<Environment, 'name'>): string {
  return nameOf(environment, 'tasks');
}

/** The bucket for what agents said and did, which stacks refer to by its name. */
export function tracesBucketName(environment: Pick<Environment, 'name' | 'accountId' | 'region'>): string {
  return nameOf(environment, `traces-${environment.accountId}-${environment.region}`);
}

/** The metric that counts the lines of level `error` in all agents' logs. */
export function agentErrorMetric(environment: Pick<Environment, 'name'>): { readonly namespace: string; readonly name: string } {
  return { namespace: nameOf(environment, 'agents'), name: 'errors' };
}

/** The metric that tells, at each try, for how many seconds a channel of a task could not be told anything. */
export function lateNoticeMetric(environment: Pick<Environment, 'name'>): { readonly namespace: string; readonly name: string } {
  return { namespace: nameOf(environment, 'notify'), name: 'late' };
}

/** The metric that counts what notify gave up telling. */
export function lostNoticeMetric(environment: Pick<Environment, 'name'>): { readonly namespace: string; readonly name: string } {
  return { namespace: nameOf(environment, 'notify'), name: 'lost' };
}
