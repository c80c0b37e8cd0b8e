import { describe, expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { prod } from '#environments/prod.ts';
import { everything, label, planOf } from './plan.ts';
import { findFaults, readSchema } from './provider-schema.ts';

/** What a newer provider than that of the constructs takes (or takes no more), by type; source: the documentation of its version 6.66. */
const NEWER: Readonly<Record<string, readonly string[]>> = {
  aws_bedrockagentcore_api_key_credential_provider: ['api_key_secret_config', 'api_key_secret_source'],
  aws_bedrockagentcore_oauth2_credential_provider: [
    'atlassian_oauth2_provider_config',
    'client_secret_config',
    'client_secret_source',
  ],
  aws_bedrockagentcore_memory_strategy: ['namespaces', 'namespace_templates', 'reflection_configuration'],
};

describe.each([dev, prod, everything])('resources in $name', (environment) => {
  const resources = planOf(environment);

  test('are of types that the provider has', () => {
    expect(resources.filter(({ type }) => readSchema(type) === undefined).map(label)).toEqual([]);
  });

  test('have arguments that the provider knows, all that it requires, of its types and as often as it takes them', () => {
    const faults = resources.flatMap((resource) => {
      const schema = readSchema(resource.type);
      const found = schema ? findFaults(resource.attributes, schema, NEWER[resource.type]) : [];
      return found.map((fault) => `${label(resource)} ${fault}`);
    });
    expect(faults).toEqual([]);
  });
});

describe('the check of arguments', () => {
  const alias = { name: 'live', routing_configuration: [{ state_machine_version_arn: '${x.arn}', weight: 100 }] };

  test.each([
    ['what is right', alias, []],
    ['what nobody knows', { ...alias, descripton: 'x' }, ['descripton is no argument']],
    ['what is missing', { name: 'live' }, ['routing_configuration is missing']],
    [
      'what is missing in a block',
      { ...alias, routing_configuration: [{ weight: 1 }] },
      ['routing_configuration.state_machine_version_arn is missing'],
    ],
    ['what nobody knows in a block', { ...alias, timeouts: { creation: '1m' } }, ['timeouts.creation is no argument']],
    ['a value of another type', { ...alias, name: 7 }, ['name is no string']],
    ['a block that stands too often', { ...alias, timeouts: [{}, {}] }, ['timeouts may stand once']],
    ['references, which are known only later', { ...alias, routing_configuration: '${local.x}' }, []],
  ])('finds %s', (_, attributes, faults) => {
    expect(findFaults(attributes, readSchema('aws_sfn_alias')!)).toEqual(faults);
  });

  test('has no schema of a type that is not there', () => {
    expect(readSchema('aws_invoke_agent_core')).toBeUndefined();
  });
});
