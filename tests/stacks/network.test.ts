import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dev } from '#environments/dev.ts';
import { readEnvironment } from '#environments/read-environment.ts';
import { everything, label, ofType, planOf, type Resource } from './plan.ts';

const inside = planOf(everything);
const outside = planOf(dev);

/** `${data.terraform_remote_state.….cross-stack-output-aws_type<id>attribute}` or `${aws_type.id.attribute}` → the resource. */
const resolve = (reference: unknown): Resource | undefined =>
  inside.find(({ type, id }) => {
    const text = String(reference);
    return text.includes(`-${type}${id}`) || text.includes(`{${type}.${id}.`);
  });

/** Whether a name of the firewall's list, `*.` at its start included, lets this host be looked up. */
const covers = (name: string, host: string): boolean => (name.startsWith('*.') ? host.endsWith(name.slice(1)) : name === host);

/** Every address in a value. */
const addressesOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value.startsWith('https://') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(addressesOf) : [];
};

/** What the DNS firewall does in this mode, and whether it lets through what it cannot judge. */
const actionsOf = (mode: 'observe' | 'enforce') => {
  const network = { ...everything.network, zones: ['us-east-1a', 'us-east-1b'], dnsFirewall: mode };
  const resources = planOf({ ...everything, network });
  const open = ofType(resources, 'aws_route53_resolver_firewall_config')[0]?.attributes['firewall_fail_open'];
  const rules = ofType(resources, 'aws_route53_resolver_firewall_rule').map(({ attributes }) => attributes['action']);
  return [...rules.map(String).sort(), open];
};

describe('with a network', () => {
  test('every Lambda and agent is in its private subnets and in its group', () => {
    const lists = z.array(z.string());
    const lambdas = ofType(inside, 'aws_lambda_function').map(({ attributes }) =>
      z.object({ subnet_ids: lists, security_group_ids: lists }).parse(attributes['vpc_config']),
    );
    const agents = ofType(inside, 'aws_bedrockagentcore_agent_runtime').map(({ attributes }) => {
      const config = z.array(z.object({ subnets: lists, security_groups: lists }));
      const [own] = z
        .array(z.object({ network_mode: z.literal('VPC'), network_mode_config: config }))
        .parse(attributes['network_configuration']);
      const [place] = own?.network_mode_config ?? [];
      return { subnet_ids: place?.subnets ?? [], security_group_ids: place?.security_groups ?? [] };
    });
    for (const { subnet_ids: subnets, security_group_ids: groups } of [...lambdas, ...agents]) {
      expect(subnets.map((subnet) => resolve(subnet)?.attributes['availability_zone'])).toEqual(['us-east-1a', 'us-east-1b']);
      expect(groups.map((group) => resolve(group)?.attributes['name'])).toEqual(['stepwright-everything-workloads']);
    }
  });

  test('no private subnet has a way in, and each has one way out', () => {
    const subnets = ofType(inside, 'aws_subnet').filter(({ id }) => id.includes('private'));
    expect(subnets.filter(({ attributes }) => attributes['map_public_ip_on_launch'] === true)).toEqual([]);
    const uses = ofType(inside, 'aws_route_table_association').filter(({ id }) => id.includes('private'));
    const tables = uses.map(({ attributes }) => resolve(attributes['route_table_id'])?.attributes['route']);
    expect(tables).toHaveLength(subnets.length);
    const route = expect.objectContaining({ nat_gateway_id: expect.stringContaining('aws_nat_gateway') });
    for (const table of tables) expect(table).toEqual([route]);
  });

  test('every rule of a group is for TLS; nothing comes in but from our own group to the endpoints', () => {
    const rules = inside.filter(({ type }) => /security_group_(e|in)gress_rule$/.test(type));
    for (const { attributes } of rules) expect(attributes).toMatchObject({ ip_protocol: 'tcp', from_port: 443, to_port: 443 });
    const [way, ...others] = ofType(inside, 'aws_vpc_security_group_ingress_rule');
    expect(others).toEqual([]);
    expect(way?.attributes['referenced_security_group_id']).toContain('workloads');
    expect(ofType(inside, 'aws_default_security_group').map(({ attributes }) => 'ingress' in attributes)).toEqual([false]);
  });

  test('names beside the allowed are refused when the environment enforces, and told of when it observes', () => {
    expect(actionsOf('enforce')).toEqual(['ALLOW', 'BLOCK', 'DISABLED']);
    expect(actionsOf('observe')).toEqual(['ALERT', 'ALLOW', 'ENABLED']);
  });

  test('the names that the code looks up are allowed, and those that the environment adds', () => {
    const lists = ofType(inside, 'aws_route53_resolver_firewall_domain_list').map(({ attributes }) => attributes['domains']);
    expect(lists).toContainEqual(['*']);
    const allowed = z.array(z.string()).parse(lists.find((list) => String(list) !== '*'));
    const wanted = ['example.atlassian.net', 'api.github.com', 'slack.com', 'registry.npmjs.org', 'api.openai.com'];
    expect(allowed).toEqual(expect.arrayContaining([...wanted, 'api.anthropic.com', '*.amazonaws.com']));
    expect(ofType(inside, 'aws_route53_resolver_query_log_config')).toHaveLength(1);
    const hosts = addressesOf(readEnvironment(everything)).map((address) => new URL(address).hostname);
    expect(hosts).toContain('sentry.example.com');
    expect(hosts.filter((host) => !allowed.some((name) => covers(name, host)))).toEqual([]);
    expect(allowed).toContain('npm.example.com');
  });
});

test('without a network nothing is in one, and nothing may make network interfaces', () => {
  expect(outside.filter(({ stack }) => stack.endsWith('-network'))).toEqual([]);
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
