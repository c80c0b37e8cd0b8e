import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { prod } from '#environments/prod.ts';
import { OPEN_ROUTES, ROUTES } from '#lambdas/api/routes.ts';
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
  /** Method, path, authorisation and Lambda of every route. */
  const routes = ofType(resources, 'aws_api_gateway_integration').map(({ attributes }) => {
    const method = ofType(resources, 'aws_api_gateway_method').find(
      (one) => one.attributes['resource_id'] === attributes['resource_id'],
    );
    return [
      resolve(attributes['uri'])?.attributes['function_name'] ?? '-',
      method?.attributes['http_method'],
      pathOf(attributes['resource_id']),
      method?.attributes['authorization'],
    ].join(' ');
  });

  test('has the webhooks that are served locally, by POST only, each to the Lambda of its channel', () => {
    const local = globSync('environments/local/*.ts').flatMap(
      (file) => readFileSync(file, 'utf8').match(/(?<=')\/webhooks\/\w+(?=')/g) ?? [],
    );
    const expected = [...new Set(local)].map((path) => `stepwright-prod${path.replaceAll('/', '-')} POST ${path} NONE`);
    expect(routes.filter((route) => route.includes(' /webhooks/')).sort()).toEqual(expected.sort());
  });

  test('has the API for people of the user pool, and one path of it for senders that the Lambda checks', () => {
    expect(routes.filter((route) => route.includes(' /v1/')).sort()).toEqual(
      [
        '- ANY /v1/tasks COGNITO_USER_POOLS',
        '- ANY /v1/tasks/{proxy+} COGNITO_USER_POOLS',
        '- ANY /v1/webhooks COGNITO_USER_POOLS',
        '- ANY /v1/webhooks/{id} COGNITO_USER_POOLS',
        '- POST /v1/webhooks/tasks NONE',
      ].sort(),
    );
    const [authorizer] = ofType(resources, 'aws_api_gateway_authorizer');
    const [pool] = ofType(resources, 'aws_cognito_user_pool');
    expect(authorizer?.attributes['provider_arns']).toEqual([expect.stringContaining('cross-stack')]);
    expect(pool?.attributes).toMatchObject({
      admin_create_user_config: { allow_admin_create_user_only: true },
      user_attribute_update_settings: { attributes_require_verification_before_update: ['email'] },
    });
    const [client] = ofType(resources, 'aws_cognito_user_pool_client');
    expect(client?.attributes['write_attributes']).toEqual(['name']);
  });

  test('has the page on which a sign-in for the chat ends, for everybody', () => {
    expect(routes.filter((route) => route.includes(' /chat/'))).toEqual(['stepwright-prod-signed-in GET /chat/signed-in NONE']);
  });

  test('has no route that its API’s Lambda does not know', () => {
    const served = [...ROUTES, ...OPEN_ROUTES].map(({ path }) => path);
    const fits = (path: string) =>
      served.some((one) => new RegExp(`^${path.replace('{proxy+}', '.+').replace('{id}', '[^/]+')}$`).test(one));
    const paths = routes.filter((route) => route.includes(' /v1/')).map((route) => route.split(' ')[2] ?? '');
    expect(paths.filter((path) => !fits(path))).toEqual([]);
  });

  test('is deployed after all its routes', () => {
    const [deployment] = ofType(resources, 'aws_api_gateway_deployment');
    const integrations = ofType(resources, 'aws_api_gateway_integration').map(({ type, id }) => `${type}.${id}`);
    expect(deployment?.attributes['depends_on']).toEqual(expect.arrayContaining(integrations));
    expect(integrations).toHaveLength(10);
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
