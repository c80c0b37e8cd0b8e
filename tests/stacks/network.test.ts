import { expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { everything, label, ofType, planOf } from './plan.ts';

const inside = planOf(everything);
const outside = planOf(dev);

test('with a network every Lambda and agent is in it', () => {
  const lambdas = ofType(inside, 'aws_lambda_function');
  const network = { subnet_ids: ['subnet-0a', 'subnet-0b'], security_group_ids: ['sg-0a'] };
  for (const { attributes } of lambdas) expect(attributes['vpc_config']).toEqual(network);
  const config = [{ subnets: ['subnet-0a', 'subnet-0b'], security_groups: ['sg-0a'] }];
  for (const { attributes } of ofType(inside, 'aws_bedrockagentcore_agent_runtime')) {
    expect(attributes['network_configuration']).toEqual([{ network_mode: 'VPC', network_mode_config: config }]);
  }
});

test('without a network nothing is in one, and nothing may make network interfaces', () => {
  expect(
    ofType(outside, 'aws_lambda_function')
      .filter(({ attributes }) => 'vpc_config' in attributes)
      .map(label),
  ).toEqual([]);
  expect(outside.filter(({ attributes }) => JSON.stringify(attributes).includes('ec2:')).map(label)).toEqual([]);
  for (const { attributes } of ofType(outside, 'aws_bedrockagentcore_agent_runtime')) {
    expect(attributes['network_configuration']).toEqual([{ network_mode: 'PUBLIC' }]);
  }
});

test('an agent of another vendor’s model may read that vendor’s key and call no model on Bedrock', () => {
  const policies = ofType(inside, 'aws_iam_role_policy').map(({ attributes }) => [
    attributes['name'],
    JSON.stringify(attributes['policy']),
  ]);
  const policyOf = (agent: string): string =>
    String(policies.find(([name]) => name === `stepwright-everything-agent-${agent}`)?.[1]);
  expect(policyOf('planning')).toContain('anthropic-api-key');
  expect(policyOf('planning')).not.toContain('openai-api-key');
  expect(policyOf('planning')).not.toContain('bedrock:InvokeModel');
  expect(policyOf('execution')).not.toContain('api-key');
  expect(policyOf('execution')).toContain('bedrock:InvokeModel');
});
