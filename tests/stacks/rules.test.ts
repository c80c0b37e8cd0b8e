import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AGENT_NAMES } from '#domain/agent.ts';
import { dev } from '#environments/dev.ts';
import { prod } from '#environments/prod.ts';
import { staging } from '#environments/staging.ts';
import { everything, label, ofType, planOf, type Resource, readStacks } from './plan.ts';

const labels = (resources: readonly Resource[]): readonly string[] => resources.map(label);

/** Resources of a type that do not belong to a bucket as the rule wants it. */
function bucketsWithout(resources: readonly Resource[], type: string): readonly string[] {
  const covered = new Set(ofType(resources, type).map(({ attributes }) => attributes['bucket']));
  const buckets = ofType(resources, 'aws_s3_bucket');
  return labels(buckets.filter(({ id }) => !covered.has(`\${aws_s3_bucket.${id}.bucket}`)));
}

const dimensionsSchema = z.partialRecord(
  z.enum(['FunctionName', 'QueueName', 'ApiName', 'Stage', 'StateMachineArn']),
  z.string(),
);

const metricSchema = z.object({ name: z.string(), namespace: z.string() });

/** Maps whose keys are ours. */
const FREE = new Set(['tags', 'dimensions', 'variables', 'environment_variables', 'response_templates', '//']);

/** All keys of a value, at any depth. */
function keysOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...(FREE.has(key) ? [] : keysOf(inner))]);
}

/** Longest name that AWS takes, and what it may be made of. */
const NAMES: Readonly<Record<string, readonly [attribute: string, allowed: RegExp]>> = {
  aws_api_gateway_authorizer: ['name', /^.{1,128}$/],
  aws_api_gateway_domain_name: ['domain_name', /^[a-z0-9.-]{4,253}$/],
  aws_api_gateway_rest_api: ['name', /^.{1,128}$/],
  aws_api_gateway_stage: ['stage_name', /^\w{1,128}$/],
  aws_bedrockagentcore_agent_runtime: ['agent_runtime_name', /^[a-zA-Z]\w{0,47}$/],
  aws_bedrockagentcore_agent_runtime_endpoint: ['name', /^[a-zA-Z]\w{0,47}$/],
  aws_bedrockagentcore_api_key_credential_provider: ['name', /^[a-zA-Z0-9_-]{1,128}$/],
  aws_bedrockagentcore_code_interpreter: ['name', /^[a-zA-Z]\w{0,47}$/],
  aws_bedrockagentcore_gateway: ['name', /^([0-9a-zA-Z]-?){1,48}$/],
  aws_bedrockagentcore_gateway_target: ['name', /^([0-9a-zA-Z]-?){1,100}$/],
  aws_bedrockagentcore_memory: ['name', /^[a-zA-Z]\w{0,47}$/],
  aws_bedrockagentcore_memory_strategy: ['name', /^[a-zA-Z]\w{0,47}$/],
  aws_bedrockagentcore_oauth2_credential_provider: ['name', /^[a-zA-Z0-9_-]{1,128}$/],
  aws_bedrockagentcore_workload_identity: ['name', /^[A-Za-z0-9_.-]{3,255}$/],
  aws_budgets_budget: ['name', /^[^:\\]{1,100}$/],
  aws_cloudwatch_dashboard: ['dashboard_name', /^[\w-]{1,255}$/],
  aws_cloudwatch_event_rule: ['name', /^[\w.-]{1,64}$/],
  aws_cloudwatch_log_group: ['name', /^[\w./#-]{1,512}$/],
  aws_cloudwatch_log_metric_filter: ['name', /^[^:*]{1,512}$/],
  aws_cloudwatch_metric_alarm: ['alarm_name', /^[\w-]{1,255}$/],
  aws_cognito_user_pool: ['name', /^[\w\s+=,.@-]{1,128}$/],
  aws_cognito_user_pool_client: ['name', /^[\w\s+=,.@-]{1,128}$/],
  aws_dynamodb_table: ['name', /^[A-Za-z0-9_.-]{3,255}$/],
  aws_ecr_repository: ['name', /^[a-z0-9]+([._/-][a-z0-9]+)*$/],
  aws_iam_role: ['name', /^[\w+=,.@-]{1,64}$/],
  aws_iam_role_policy: ['name', /^[\w+=,.@-]{1,128}$/],
  aws_kms_alias: ['name', /^alias\/[A-Za-z0-9/_-]{1,250}$/],
  aws_lambda_function: ['function_name', /^[\w-]{1,64}$/],
  aws_route53_resolver_firewall_domain_list: ['name', /^[\w-]{1,64}$/],
  aws_route53_resolver_firewall_rule: ['name', /^[\w-]{1,64}$/],
  aws_route53_resolver_firewall_rule_group: ['name', /^[\w-]{1,64}$/],
  aws_route53_resolver_firewall_rule_group_association: ['name', /^[\w-]{1,64}$/],
  aws_route53_resolver_query_log_config: ['name', /^[\w-]{1,64}$/],
  aws_s3_bucket: ['bucket', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/],
  aws_scheduler_schedule: ['name', /^[\w.-]{1,64}$/],
  aws_secretsmanager_secret: ['name', /^[A-Za-z0-9/_+=.@-]{1,512}$/],
  aws_security_group: ['name', /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/],
  aws_sfn_alias: ['name', /^[\w.-]{1,80}$/],
  aws_sfn_state_machine: ['name', /^[A-Za-z0-9_-]{1,80}$/],
  aws_sns_topic: ['name', /^[\w-]{1,256}$/],
  aws_sqs_queue: ['name', /^[\w-]{1,80}$/],
  aws_wafv2_web_acl: ['name', /^[\w-]{1,128}$/],
};

/** Types that have no name of their own. */
const NAMELESS =
  /^aws_(bedrockagentcore_token_vault_cmk|default_security_group|eip|internet_gateway|nat_gateway|route_table(_association)?|route53_resolver_(firewall_config|query_log_config_association)|subnet|vpc(_endpoint|_security_group_(e|in)gress_rule)?|secretsmanager_secret_(policy|rotation)|api_gateway_(account|base_path_mapping|deployment|gateway_response|integration|method|method_settings|resource)|cloudwatch_event_target|ecr_lifecycle_policy|kms_key|iam_role_policy_attachment|lambda_event_source_mapping|lambda_permission|s3_bucket_.+|s3_object|sns_topic_policy|sns_topic_subscription|sqs_queue_policy|wafv2_web_acl_association)$/;

/** A name with what AWS will put for its references: at most 60 characters each. */
const filled = (name: unknown): string => String(name).replace(/\$\{[^}]+\}/g, 'x'.repeat(60));

describe.each([dev, staging, prod, everything])('in $name', (environment) => {
  const resources = planOf(environment);
  const stacks = readStacks(environment);

  test('every stack keeps its state in S3, locked and encrypted, and refuses any other account', () => {
    for (const { stack, json } of stacks) {
      const backend = { bucket: environment.stateBucket, key: `${stack}.tfstate`, encrypt: true, use_lockfile: true };
      expect(json.terraform['backend']).toEqual({ s3: { ...backend, region: environment.region } });
      expect(json.provider['aws']).toEqual([expect.objectContaining({ allowed_account_ids: [environment.accountId] })]);
    }
  });

  test('every stack asks for the same provider', () => {
    const asked = stacks.map(({ json }) => JSON.stringify(json.terraform['required_providers']));
    expect(new Set(asked)).toEqual(new Set([JSON.stringify({ aws: { source: 'aws', version: '~> 6.66' } })]));
  });

  test('every resource is tagged with product, environment, stack and owner', () => {
    for (const { stack, json } of stacks) {
      const tags = {
        Product: 'stepwright',
        Environment: environment.name,
        Stack: stack.split('-').at(-1),
        Owner: expect.any(String),
      };
      expect(json.provider['aws']).toEqual([expect.objectContaining({ default_tags: [{ tags }] })]);
    }
  });

  test('every attribute has a name of Terraform’s, not of the constructs', () => {
    const keys = resources.flatMap((resource) => keysOf(resource.attributes).map((key) => `${label(resource)} ${key}`));
    expect(keys.filter((key) => !/ ([a-z0-9_]+|\/\/)$/.test(key))).toEqual([]);
  });

  test('every name is within AWS’s length and characters', () => {
    const unchecked = resources.filter(({ type }) => !(type in NAMES) && !NAMELESS.test(type));
    expect([...new Set(unchecked.map(({ type }) => type))]).toEqual([]);
    const wrong = resources.filter(({ type, attributes }) => {
      const [attribute, allowed] = NAMES[type] ?? [];
      return attribute !== undefined && allowed !== undefined && !allowed.test(filled(attributes[attribute]));
    });
    expect(labels(wrong)).toEqual([]);
  });

  test('no two resources of a type have the same name', () => {
    const names = resources.flatMap(({ type, attributes }) => {
      const name = attributes[NAMES[type]?.[0] ?? ''];
      // An endpoint's name is its runtime's own affair.
      return typeof name === 'string' ? [`${type} ${name} ${JSON.stringify(attributes['agent_runtime_id'])}`] : [];
    });
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('every bucket is private, encrypted, versioned, tidied up and reached over TLS only', () => {
    expect(ofType(resources, 'aws_s3_bucket')).not.toEqual([]);
    for (const part of [
      'public_access_block',
      'server_side_encryption_configuration',
      'versioning',
      'lifecycle_configuration',
      'policy',
    ]) {
      expect(bucketsWithout(resources, `aws_s3_bucket_${part}`)).toEqual([]);
    }
    for (const { attributes } of ofType(resources, 'aws_s3_bucket_public_access_block')) {
      const blocks = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];
      expect(blocks.map((block) => attributes[block])).toEqual([true, true, true, true]);
    }
  });

  test('every table is encrypted with our key, restorable, and cannot be deleted by mistake', () => {
    for (const { attributes } of ofType(resources, 'aws_dynamodb_table')) {
      expect(attributes).toMatchObject({
        billing_mode: 'PAY_PER_REQUEST',
        deletion_protection_enabled: true,
        point_in_time_recovery: { enabled: true },
        server_side_encryption: { enabled: true, kms_key_arn: expect.stringContaining('aws_kms_key') },
      });
    }
  });

  test('every log group forgets after the environment’s days', () => {
    const groups = ofType(resources, 'aws_cloudwatch_log_group');
    expect(groups.length).toBeGreaterThan(0);
    expect(labels(groups.filter(({ attributes }) => attributes['retention_in_days'] !== environment.logRetentionDays))).toEqual(
      [],
    );
  });

  test('every Lambda is Node 24 on ARM, with time limit, memory, traces, dead letters and a log group of its own', () => {
    const lambdas = ofType(resources, 'aws_lambda_function');
    const groups = new Set(ofType(resources, 'aws_cloudwatch_log_group').map(({ attributes }) => attributes['name']));
    expect(lambdas.length).toBeGreaterThan(0);
    for (const { attributes } of lambdas) {
      expect(attributes).toMatchObject({
        runtime: 'nodejs24.x',
        architectures: ['arm64'],
        handler: 'index.handler',
        memory_size: expect.any(Number),
        timeout: expect.any(Number),
        tracing_config: { mode: 'Active' },
        dead_letter_config: { target_arn: expect.stringContaining('dead-letters') },
      });
      expect(groups).toContain(`/aws/lambda/${String(attributes['function_name'])}`);
    }
  });

  test('every queue is encrypted and keeps what it has for two weeks', () => {
    for (const { attributes } of ofType(resources, 'aws_sqs_queue')) {
      expect(attributes).toMatchObject({ sqs_managed_sse_enabled: true, message_retention_seconds: 1_209_600 });
    }
  });

  test('every alarm tells somebody, on an encrypted topic, and says what to do', () => {
    const alarms = ofType(resources, 'aws_cloudwatch_metric_alarm');
    expect(alarms.length).toBeGreaterThan(0);
    for (const { attributes } of alarms) {
      expect(attributes).toMatchObject({
        alarm_actions: ['${aws_sns_topic.topic.arn}'],
        alarm_description: expect.stringMatching(/\. (Look|Read)/),
        treat_missing_data: 'notBreaching',
      });
    }
    const [topic] = ofType(resources, 'aws_sns_topic');
    expect(topic?.attributes['kms_master_key_id']).toEqual(expect.stringContaining('aws_kms_key'));
    const subscriptions = ofType(resources, 'aws_sns_topic_subscription').map(({ attributes }) => attributes['endpoint']);
    expect(subscriptions).toEqual([...environment.alarmEmails, expect.stringContaining('alarms-to-slack')]);
  });

  test('somebody is told before the account’s budget is spent, and when it is', () => {
    const budgets = ofType(resources, 'aws_budgets_budget').map(({ attributes }) => attributes);
    const expected = ['ACTUAL 80', 'ACTUAL 100', 'FORECASTED 100'].map((text) => {
      const [type, threshold] = text.split(' ');
      return expect.objectContaining({
        notification_type: type,
        threshold: Number(threshold),
        subscriber_email_addresses: environment.alarmEmails,
      });
    });
    expect(budgets).toEqual([
      expect.objectContaining({ limit_amount: String(environment.monthlyBudgetUsd), limit_unit: 'USD', notification: expected }),
    ]);
  });

  test('every alarm watches something that is there', () => {
    const names = resources.map(({ type, attributes }) => attributes[NAMES[type]?.[0] ?? '']);
    const metrics = ofType(resources, 'aws_cloudwatch_log_metric_filter').map(({ attributes }) =>
      metricSchema.parse(attributes['metric_transformation']),
    );
    const watched = ofType(resources, 'aws_cloudwatch_metric_alarm').flatMap(({ attributes }) => {
      const { metric_name: name, namespace } = attributes;
      if (metrics.some((metric) => metric.name === name && metric.namespace === namespace)) return [];
      const { FunctionName, QueueName, ApiName, StateMachineArn } = dimensionsSchema.parse(attributes['dimensions']);
      // Of all Lambdas of the account together.
      if (namespace === 'AWS/Lambda' && FunctionName === undefined) return [];
      return FunctionName ?? QueueName ?? ApiName ?? StateMachineArn?.split(':').at(-1);
    });
    expect(watched.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('every agent has time limits within AgentCore’s', () => {
    const agents = ofType(resources, 'aws_bedrockagentcore_agent_runtime');
    expect(agents).toHaveLength(AGENT_NAMES.length);
    for (const { attributes } of agents) {
      const [limits] = z
        .array(z.object({ idle_runtime_session_timeout: z.number().min(60), max_lifetime: z.number().max(28_800) }))
        .parse(attributes['lifecycle_configuration']);
      expect(limits?.idle_runtime_session_timeout).toBeLessThanOrEqual(limits?.max_lifetime ?? 0);
    }
  });

  test('every container image repository scans images and never moves a tag', () => {
    for (const { attributes } of ofType(resources, 'aws_ecr_repository')) {
      expect(attributes).toMatchObject({
        image_tag_mutability: 'IMMUTABLE',
        image_scanning_configuration: { scan_on_push: true },
      });
    }
  });

  test('every key is rotated', () => {
    const keys = ofType(resources, 'aws_kms_key');
    expect(keys.filter(({ attributes }) => attributes['enable_key_rotation'] !== true)).toEqual([]);
  });

  test('no secret has its value in the plan', () => {
    expect(ofType(resources, 'aws_secretsmanager_secret').length).toBeGreaterThan(0);
    expect(ofType(resources, 'aws_secretsmanager_secret_version')).toEqual([]);
  });
});
