import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { prod } from '#environments/prod.ts';
import { label, ofType, planOf } from './plan.ts';

const resources = planOf(prod);
const [api] = ofType(resources, 'aws_api_gateway_rest_api');
const [acl] = ofType(resources, 'aws_wafv2_web_acl');

/** `${aws_type.id.attribute}` → the resource. */
const resolve = (reference: unknown) => {
  const [type, id] = String(reference).slice(2, -1).split('.');
  return resources.find((resource) => resource.type === type && resource.id === id);
};

/** Full path of a resource of the API, from its parents. */
function pathOf(reference: unknown): string {
  const resource = resolve(reference);
  if (resource?.type !== 'aws_api_gateway_resource') return '';
  return `${pathOf(resource.attributes['parent_id'])}/${String(resource.attributes['path_part'])}`;
}

describe('the ingress', () => {
  test('has the routes that are served locally, each to the Lambda of its channel', () => {
    const local = globSync('environments/local/*.ts').flatMap(
      (file) => readFileSync(file, 'utf8').match(/(?<=')\/webhooks\/\w+(?=')/g) ?? [],
    );
    const routes = ofType(resources, 'aws_api_gateway_integration').map(({ attributes }) => {
      const lambda = resolve(attributes['uri'])?.attributes['function_name'];
      return [pathOf(attributes['resource_id']), lambda, attributes['type']];
    });
    const expected = [...new Set(local)].map((path) => [path, `stepwright-prod${path.replaceAll('/', '-')}`, 'AWS_PROXY']);
    expect(routes.map(String).sort()).toEqual(expected.map(String).sort());
  });

  test('takes POST only, and is deployed after all its routes', () => {
    const methods = ofType(resources, 'aws_api_gateway_method');
    expect(methods.map(({ attributes }) => attributes['http_method'])).toEqual(['POST', 'POST', 'POST', 'POST']);
    const [deployment] = ofType(resources, 'aws_api_gateway_deployment');
    const integrations = ofType(resources, 'aws_api_gateway_integration').map(({ type, id }) => `${type}.${id}`);
    expect(deployment?.attributes['depends_on']).toEqual(expect.arrayContaining(integrations));
    expect(integrations).toHaveLength(4);
  });

  test('is throttled, traced, and logs who came but not what was said', () => {
    const [limits] = ofType(resources, 'aws_api_gateway_method_settings');
    expect(limits?.attributes).toMatchObject({
      method_path: '*/*',
      settings: { throttling_rate_limit: 100, throttling_burst_limit: 100, data_trace_enabled: false },
    });
    const [stage] = ofType(resources, 'aws_api_gateway_stage');
    expect(stage?.attributes).toMatchObject({ xray_tracing_enabled: true });
    expect(JSON.stringify(stage?.attributes['access_log_settings'])).not.toMatch(/body|header|authorizer/i);
  });

  test('has a regional firewall on its stage, with a limit per address and AWS’s lists', () => {
    expect(acl?.attributes).toMatchObject({ scope: 'REGIONAL', default_action: { allow: {} } });
    const [association] = ofType(resources, 'aws_wafv2_web_acl_association');
    expect(resolve(association?.attributes['resource_arn'])?.type).toBe('aws_api_gateway_stage');
    expect(resolve(association?.attributes['web_acl_arn'])).toBe(acl);
    expect(acl?.attributes['rule']).toEqual([
      expect.objectContaining({
        action: { block: {} },
        statement: { rate_based_statement: { aggregate_key_type: 'IP', limit: 2_000 } },
      }),
      ...['AmazonIpReputationList', 'KnownBadInputsRuleSet', 'CommonRuleSet'].map((name) =>
        expect.objectContaining({ name: `AWSManagedRules${name}`, override_action: { none: {} } }),
      ),
    ]);
  });

  test('blocks nobody for what a ticket or comment says', () => {
    const text = JSON.stringify(acl?.attributes['rule']);
    for (const rule of ['CrossSiteScripting_BODY', 'SizeRestrictions_BODY', 'GenericLFI_BODY', 'Log4JRCE_BODY']) {
      expect(text).toContain(`{"action_to_use":{"count":{}},"name":"${rule}"}`);
    }
  });

  test('is reached by its own domain only, when it has one', () => {
    expect(api?.attributes['disable_execute_api_endpoint']).toBe(true);
    const [domain] = ofType(resources, 'aws_api_gateway_domain_name');
    expect(domain?.attributes).toMatchObject({ security_policy: 'TLS_1_2', endpoint_configuration: { types: ['REGIONAL'] } });
    expect(ofType(resources, 'aws_api_gateway_base_path_mapping')).toHaveLength(1);
  });

  test('keeps concurrency for webhooks where the environment says so', () => {
    const kept = ofType(resources, 'aws_lambda_function').filter(
      ({ attributes }) => attributes['reserved_concurrent_executions'] === 20,
    );
    expect(
      kept
        .map(({ attributes }) => attributes['function_name'])
        .map(String)
        .sort(),
    ).toEqual(['github', 'jira', 'sentry', 'slack'].map((channel) => `stepwright-prod-webhooks-${channel}`));
  });

  test('has neither domain nor firewall nor reserve where the environment does not ask for them', () => {
    const without = planOf(dev);
    const types = new Set(without.map(({ type }) => type));
    expect([...types].filter((type) => /domain_name|wafv2/.test(type))).toEqual([]);
    expect(without.filter(({ attributes }) => 'reserved_concurrent_executions' in attributes).map(label)).toEqual([]);
  });
});
