import { describe, expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { prod } from '#environments/prod.ts';
import { readEnvironment } from '#environments/read-environment.ts';
import type { EnvironmentData } from '#environments/schema.ts';
import { staging } from '#environments/staging.ts';
import { chooseEnvironments } from '#stacks/choose-environments.ts';

const execution = dev.agents.execution;
const withExecution = (change: object): object => ({ agents: { ...dev.agents, execution: { ...execution, ...change } } });
const certificate = 'arn:aws:acm:eu-west-1:000000000000:certificate/1';

/** Data, changed so that it is wrong → the path and a word of the remedy that the refusal has to name. */
const REFUSALS: readonly (readonly [rule: string, change: object, path: string, remedy: string])[] = [
  ['a region without AgentCore', { region: 'us-west-9' }, 'region', 'us-east-1, us-east-2'],
  ['an account id that is none', { accountId: '123' }, 'accountId', '12 digits'],
  ['a model without its vendor', withExecution({ model: 'claude' }), 'agents.execution.model', 'vendor:id'],
  [
    'a Bedrock model without an inference profile',
    withExecution({ model: 'bedrock:anthropic.claude-opus-4-6-v1' }),
    'agents.execution.model',
    'bedrock:us.…',
  ],
  [
    'an inference profile of another continent',
    withExecution({ model: 'bedrock:eu.anthropic.claude-opus-4-6-v1' }),
    'agents.execution.model',
    'us-east-1 can call',
  ],
  [
    'a session longer than AgentCore keeps one',
    withExecution({ lifetimeSeconds: 28_801 }),
    'agents.execution.lifetimeSeconds',
    '28800',
  ],
  [
    'a session shorter than its step',
    withExecution({ lifetimeSeconds: 3_600 }),
    'agents.execution.lifetimeSeconds',
    'at least 7200',
  ],
  ['an unknown artifact', withExecution({ artifact: 'tar' }), 'agents.execution.artifact', 'zip or container'],
  [
    'a domain without its certificate',
    { ingress: { domain: { name: 'a.example.com' } } },
    'ingress.domain.certificateArn',
    'add it',
  ],
  [
    'a domain with a certificate that is none',
    { ingress: { domain: { name: 'a.example.com', certificateArn: 'x' } } },
    'ingress.domain.certificateArn',
    'leave the domain out',
  ],
  [
    'a zone of another region',
    { network: { zones: ['us-east-1a', 'eu-west-1b'], dnsFirewall: 'observe' } },
    'network.zones',
    'eu-west-1b is in another region',
  ],
  [
    'a DNS firewall that does neither',
    { network: { zones: ['us-east-1a', 'us-east-1b'], dnsFirewall: 'off' } },
    'network.dnsFirewall',
    'observe or enforce',
  ],
  [
    'a certificate of another region',
    { ingress: { domain: { name: 'a.example.com', certificateArn: certificate } } },
    'ingress.domain.certificateArn',
    'in us-east-1',
  ],
  ['an approval policy that is none', { approval: { policy: 'anybody', timeoutSeconds: 60 } }, 'approval.policy', 'list:'],
  [
    'a wait of more than 14 days',
    { approval: { policy: 'auto', timeoutSeconds: 1_209_601 } },
    'approval.timeoutSeconds',
    '1209600',
  ],
  ['a retention that CloudWatch does not have', { logRetentionDays: 15 }, 'logRetentionDays', 'choose one'],
  ['a task dearer than anybody may ask for', { limits: { maxTurns: 1, maxBudgetUsd: 101 } }, 'limits.maxBudgetUsd', '100 USD'],
  ['nobody to tell of alarms', { alarmEmails: [] }, 'alarmEmails', 'at least one'],
  ['a field that nothing reads', { reservedConcurency: 5 }, 'environment', 'reservedConcurency'],
  ['a missing part', { slack: undefined }, 'slack', 'add it'],
];

describe('an environment', () => {
  test.each([dev, staging, prod])('of ours is right: $name', (data) => {
    expect(readEnvironment(data).name).toBe(data.name);
  });

  test.each(REFUSALS)('is refused with path and remedy: %s', (_rule, change, path, remedy) => {
    const data: EnvironmentData = Object.assign({}, dev, change);
    expect(() => readEnvironment(data)).toThrow(
      expect.objectContaining({ code: 'ENVIRONMENT_INVALID', message: expect.stringContaining(`  ${path}: `) }),
    );
    expect(() => readEnvironment(data)).toThrow(remedy);
  });

  test('names every problem at once', () => {
    const data = { ...dev, region: 'x', accountId: 'y' };
    expect(() => readEnvironment(data)).toThrow(/region: [\s\S]*accountId: /);
  });
});

describe('the environments to synthesise', () => {
  const known = [dev, staging, prod].map((data) => readEnvironment(data));

  test('are all when none is named', () => {
    expect(chooseEnvironments(known, [])).toEqual(known);
  });

  test('are those named', () => {
    expect(chooseEnvironments(known, ['prod']).map(({ name }) => name)).toEqual(['prod']);
  });

  test('are refused with the known names when one is unknown', () => {
    expect(() => chooseEnvironments(known, ['prd'])).toThrow('There is no environment prd; there are dev, staging, prod.');
  });
});
