import type { EnvironmentData } from './schema.ts';

/** For trying things out: small limits, short retention. The account and the vendors' names are examples: put yours. */
export const dev: EnvironmentData = {
  name: 'dev',
  region: 'us-east-1',
  accountId: '000000000000',
  stateBucket: 'example-terraform-state-dev',
  tags: { Owner: 'platform@example.com' },
  jira: { url: 'https://example.atlassian.net', email: 'stepwright-dev@example.com', project: 'SHOP' },
  github: { appId: '100001' },
  slack: { channel: 'C0000000DEV' },
  sentry: { organization: 'example' },
  approval: { policy: 'not-requester', timeoutSeconds: 86_400 },
  agents: {
    discovery: { model: 'bedrock:us.anthropic.claude-sonnet-4-6', artifact: 'container' },
    planning: { model: 'bedrock:us.anthropic.claude-opus-4-6-v1', artifact: 'zip' },
    // A fix finds the checkout where it was when CI takes no longer than this.
    execution: { model: 'bedrock:us.anthropic.claude-opus-4-6-v1', artifact: 'container', idleSeconds: 3_600 },
    'ci-monitor': { model: 'bedrock:us.anthropic.claude-sonnet-4-6', artifact: 'container' },
    sentry: { model: 'bedrock:us.anthropic.claude-sonnet-4-6', artifact: 'zip' },
    slack: { model: 'bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0', artifact: 'zip' },
    review: { model: 'bedrock:us.anthropic.claude-opus-4-6-v1', artifact: 'zip' },
    chat: { model: 'bedrock:us.anthropic.claude-sonnet-4-6', artifact: 'zip' },
  },
  imageTag: '1',
  ingress: { requestsPerSecond: 10, firewall: false },
  monthlyBudgetUsd: 100,
  logRetentionDays: 14,
  alarmEmails: ['platform@example.com'],
};
