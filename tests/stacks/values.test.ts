import { describe, expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { everything, label, planOf } from './plan.ts';

/**
 * The values that AWS takes where the compiler takes any text, by resource type and attribute; only those we may use.
 * Source: the AWS provider's documentation of each resource, 6.25 (and AgentCore's API reference for `NODE_22`).
 */
const VALUES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  aws_api_gateway_authorizer: { type: ['TOKEN', 'REQUEST', 'COGNITO_USER_POOLS'] },
  aws_api_gateway_domain_name: { security_policy: ['TLS_1_0', 'TLS_1_2'], types: ['EDGE', 'REGIONAL', 'PRIVATE'] },
  aws_api_gateway_gateway_response: {
    response_type: [
      'UNAUTHORIZED',
      'MISSING_AUTHENTICATION_TOKEN',
      'THROTTLED',
      'REQUEST_TOO_LARGE',
      'DEFAULT_4XX',
      'DEFAULT_5XX',
    ],
  },
  aws_api_gateway_integration: {
    http_method: ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'ANY', 'PATCH'],
    integration_http_method: ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'ANY', 'PATCH'],
    type: ['HTTP', 'MOCK', 'AWS', 'AWS_PROXY', 'HTTP_PROXY'],
  },
  aws_api_gateway_method: {
    authorization: ['NONE', 'CUSTOM', 'AWS_IAM', 'COGNITO_USER_POOLS'],
    http_method: ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'ANY', 'PATCH'],
  },
  aws_api_gateway_method_settings: { logging_level: ['OFF', 'ERROR', 'INFO'] },
  aws_api_gateway_rest_api: { types: ['EDGE', 'REGIONAL', 'PRIVATE'] },
  aws_bedrockagentcore_agent_runtime: {
    network_mode: ['PUBLIC', 'VPC'],
    runtime: ['PYTHON_3_10', 'PYTHON_3_11', 'PYTHON_3_12', 'PYTHON_3_13', 'NODE_22'],
    server_protocol: ['HTTP', 'MCP', 'A2A'],
  },
  aws_bedrockagentcore_api_key_credential_provider: { api_key_secret_source: ['MANAGED', 'EXTERNAL'] },
  aws_bedrockagentcore_code_interpreter: { network_mode: ['PUBLIC', 'SANDBOX', 'VPC'] },
  aws_bedrockagentcore_gateway: { authorizer_type: ['CUSTOM_JWT', 'AWS_IAM'], protocol_type: ['MCP'] },
  aws_bedrockagentcore_gateway_target: {
    credential_location: ['HEADER', 'QUERY_PARAMETER'],
    type: ['string', 'number', 'object', 'array', 'boolean', 'integer'],
  },
  aws_bedrockagentcore_memory_strategy: { type: ['SEMANTIC', 'SUMMARIZATION', 'USER_PREFERENCE', 'EPISODIC', 'CUSTOM'] },
  aws_bedrockagentcore_oauth2_credential_provider: {
    client_secret_source: ['MANAGED', 'EXTERNAL'],
    credential_provider_vendor: ['CustomOauth2', 'GithubOauth2', 'AtlassianOauth2', 'SlackOauth2'],
  },
  aws_bedrockagentcore_token_vault_cmk: { key_type: ['CustomerManagedKey', 'ServiceManagedKey'] },
  aws_budgets_budget: {
    budget_type: ['COST', 'USAGE', 'RI_COVERAGE', 'RI_UTILIZATION', 'SAVINGS_PLANS_COVERAGE', 'SAVINGS_PLANS_UTILIZATION'],
    comparison_operator: ['LESS_THAN', 'EQUAL_TO', 'GREATER_THAN'],
    limit_unit: ['USD'],
    notification_type: ['ACTUAL', 'FORECASTED'],
    threshold_type: ['PERCENTAGE', 'ABSOLUTE_VALUE'],
    time_unit: ['MONTHLY', 'QUARTERLY', 'ANNUALLY', 'DAILY'],
  },
  aws_cloudwatch_log_metric_filter: { unit: ['Count', 'Seconds', 'Milliseconds', 'None'] },
  aws_cloudwatch_metric_alarm: {
    comparison_operator: [
      'GreaterThanOrEqualToThreshold',
      'GreaterThanThreshold',
      'LessThanThreshold',
      'LessThanOrEqualToThreshold',
    ],
    statistic: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'],
    treat_missing_data: ['missing', 'ignore', 'breaching', 'notBreaching'],
  },
  aws_cognito_user_pool: { deletion_protection: ['ACTIVE', 'INACTIVE'], mfa_configuration: ['ON', 'OFF', 'OPTIONAL'] },
  aws_cognito_user_pool_client: {
    explicit_auth_flows: [
      'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      'ALLOW_CUSTOM_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
      'ALLOW_USER_AUTH',
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_USER_SRP_AUTH',
    ],
    prevent_user_existence_errors: ['LEGACY', 'ENABLED'],
  },
  aws_dynamodb_table: {
    billing_mode: ['PROVISIONED', 'PAY_PER_REQUEST'],
    projection_type: ['ALL', 'INCLUDE', 'KEYS_ONLY'],
    stream_view_type: ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'],
    type: ['S', 'N', 'B'],
  },
  aws_ecr_repository: { encryption_type: ['AES256', 'KMS'], image_tag_mutability: ['MUTABLE', 'IMMUTABLE'] },
  aws_lambda_event_source_mapping: {
    function_response_types: ['ReportBatchItemFailures'],
    starting_position: ['AT_TIMESTAMP', 'LATEST', 'TRIM_HORIZON'],
  },
  aws_lambda_function: {
    architectures: ['x86_64', 'arm64'],
    log_format: ['JSON', 'Text'],
    mode: ['Active', 'PassThrough'],
    runtime: ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'],
  },
  aws_eip: { domain: ['vpc'] },
  aws_route53_resolver_firewall_config: { firewall_fail_open: ['ENABLED', 'DISABLED'] },
  aws_route53_resolver_firewall_rule: {
    action: ['ALLOW', 'ALERT', 'BLOCK'],
    block_response: ['NODATA', 'NXDOMAIN', 'OVERRIDE'],
    firewall_domain_redirection_action: ['INSPECT_REDIRECTION_DOMAIN', 'TRUST_REDIRECTION_DOMAIN'],
  },
  aws_vpc_endpoint: { vpc_endpoint_type: ['Gateway', 'Interface', 'GatewayLoadBalancer'] },
  aws_vpc_security_group_egress_rule: { ip_protocol: ['tcp', 'udp', 'icmp', '-1'] },
  aws_vpc_security_group_ingress_rule: { ip_protocol: ['tcp', 'udp', 'icmp', '-1'] },
  aws_s3_bucket_lifecycle_configuration: { status: ['Enabled', 'Disabled'] },
  aws_s3_bucket_server_side_encryption_configuration: { sse_algorithm: ['AES256', 'aws:kms', 'aws:kms:dsse'] },
  aws_s3_bucket_versioning: { status: ['Enabled', 'Suspended', 'Disabled'] },
  aws_scheduler_schedule: { mode: ['OFF', 'FLEXIBLE'] },
  aws_sfn_state_machine: { level: ['ALL', 'ERROR', 'FATAL', 'OFF'], type: ['EXPRESS', 'STANDARD'] },
  aws_sns_topic_subscription: { protocol: ['email', 'https', 'lambda', 'sqs'] },
  aws_wafv2_web_acl: { aggregate_key_type: ['IP', 'FORWARDED_IP', 'CONSTANT', 'CUSTOM_KEYS'], scope: ['CLOUDFRONT', 'REGIONAL'] },
};

/** What looks like one of a fixed set of values. */
const FIXED = /^[A-Z][A-Z0-9_]+$/;

/** Attributes whose value is free although it looks fixed. */
const FREE = new Set(['name', 'source_code_hash', 'vendor_name']);

/** All texts in a value with the name of the attribute they stand under. */
function textsOf(value: unknown, key = ''): readonly (readonly [key: string, text: string])[] {
  if (typeof value === 'string') return [[key, value]];
  if (Array.isArray(value)) return value.flatMap((element) => textsOf(element, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '//' || name.endsWith('variables') ? [] : textsOf(inner, name),
  );
}

describe.each([dev, everything])('values of a fixed set in $name', (environment) => {
  const found = planOf(environment).flatMap((resource) =>
    textsOf(resource.attributes).map(([key, text]) => ({ resource, key, text, allowed: VALUES[resource.type]?.[key] })),
  );

  test('are those that the provider takes', () => {
    const wrong = found.filter(({ allowed, text }) => allowed && !allowed.includes(text) && !text.startsWith('${'));
    expect(wrong.map(({ resource, key, text }) => `${label(resource)} ${key} ${text}`)).toEqual([]);
  });

  test('are all known here', () => {
    const unknown = found.filter(({ key, text, allowed }) => !allowed && FIXED.test(text) && !FREE.has(key));
    expect(unknown.map(({ resource, key, text }) => `${label(resource)} ${key} ${text}`)).toEqual([]);
  });
});
