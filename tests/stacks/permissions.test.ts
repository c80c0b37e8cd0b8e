import { describe, expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { prod } from '#environments/prod.ts';
import { staging } from '#environments/staging.ts';
import { everything, label, ofType, type PolicyStatement, planOf, statementsOf } from './plan.ts';

/** Where AWS knows nothing narrower than `*`, by action; each with the reason. */
const UNSCOPED: Readonly<Record<string, string>> = {
  'kms:': 'in a key’s own policy the resource * is the key',
  'xray:': 'traces belong to no resource',
  'logs:CreateLogDelivery': 'deliveries of logs belong to no resource',
  'logs:GetLogDelivery': 'as above',
  'logs:UpdateLogDelivery': 'as above',
  'logs:DeleteLogDelivery': 'as above',
  'logs:ListLogDeliveries': 'as above',
  'logs:PutResourcePolicy': 'policies of CloudWatch Logs belong to the account',
  'logs:DescribeResourcePolicies': 'as above',
  'logs:DescribeLogGroups': 'listing log groups is for all of them',
  'dynamodb:ListStreams': 'listing streams is for all of them',
  'ecr:GetAuthorizationToken': 'one token is for the whole registry',
  'ec2:': 'the network interfaces of a Lambda in a VPC are not there yet',
};

/** Where a policy may speak of everybody; each is bounded by its condition. */
const EVERYBODY = ['aws_s3_bucket_policy', 'aws_kms_key'];

const labels = (found: readonly PolicyStatement[]): readonly string[] => found.map(({ resource }) => label(resource));

describe.each([dev, staging, prod, everything])('permissions in $name', (environment) => {
  const resources = planOf(environment);
  const statements = statementsOf(resources);
  const allowed = statements.filter(({ effect }) => effect === 'Allow');

  test('there are some', () => {
    expect(allowed.length).toBeGreaterThan(3);
  });

  test('name every action in full', () => {
    const vague = allowed.filter(({ actions }) => actions.some((action) => !/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/.test(action)));
    expect(labels(vague)).toEqual([]);
  });

  test('name the resource, except where AWS knows nothing narrower', () => {
    const unscoped = allowed.filter(({ resources }) => resources.includes('*'));
    const surprising = unscoped.filter(
      ({ actions }) => !actions.every((action) => Object.keys(UNSCOPED).some((prefix) => action.startsWith(prefix))),
    );
    expect(labels(surprising)).toEqual([]);
  });

  test('of a role are for resources of its account, not for a whole service', () => {
    const arns = allowed.flatMap(({ resource, resources }) => resources.map((arn) => ({ resource, arn })));
    const whole = arns.filter(({ arn }) => /^arn:aws:[a-z0-9-]+:[^:]*:[^:]*:(\*|[a-z-]+[:/]\*)$/.test(arn));
    expect(whole.map(({ resource, arn }) => `${label(resource)} ${arn}`)).toEqual([]);
  });

  test('of AWS’s own making are used for API Gateway’s logs only, whose role serves the whole account', () => {
    const attached = ofType(resources, 'aws_iam_role_policy_attachment').map(({ attributes }) => attributes['policy_arn']);
    expect(attached).toEqual(['arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs']);
  });

  test('to invoke a Lambda are for one rule, schedule or route', () => {
    const open = ofType(resources, 'aws_lambda_permission').filter(
      ({ attributes }) => !String(attributes['source_arn']).startsWith('${'),
    );
    expect(open.map(label)).toEqual([]);
  });

  test('for everybody exist only where a condition bounds them', () => {
    const open = statements.filter(({ principal }) => JSON.stringify(principal ?? '').includes('*'));
    expect(
      open
        .filter(({ resource, condition }) => !EVERYBODY.includes(resource.type) || !condition)
        .map(({ resource }) => label(resource)),
    ).toEqual([]);
  });

  test('to take a role are for this account’s resources only, except by Lambda, which does not say for whom it acts', () => {
    const trust = allowed.filter(({ actions }) => actions.includes('sts:AssumeRole'));
    const others = trust.filter(({ principal }) => JSON.stringify(principal) !== '{"Service":"lambda.amazonaws.com"}');
    const open = others.filter(({ condition }) => !JSON.stringify(condition ?? '').includes(environment.accountId));
    expect(trust.length).toBeGreaterThan(0);
    expect(labels(open)).toEqual([]);
  });
});
