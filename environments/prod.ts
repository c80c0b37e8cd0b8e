import { dev } from './dev.ts';
import type { EnvironmentData } from './schema.ts';

/** Production: a domain of its own, reserved concurrency, a year of logs. */
export const prod: EnvironmentData = {
  ...dev,
  name: 'prod',
  accountId: '000000000002',
  stateBucket: 'example-terraform-state-prod',
  jira: {
    url: 'https://example.atlassian.net',
    email: 'stepwright@example.com',
    project: 'SHOP',
    oauthClientId: 'example-client-id',
  },
  github: { appId: '100003', oauthClientId: 'Iv1.0000000000000000' },
  slack: { channel: 'C000000PROD' },
  ingress: {
    requestsPerSecond: 100,
    domain: {
      name: 'hooks.stepwright.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:000000000002:certificate/00000000-0000-0000-0000-000000000000',
    },
  },
  webhookConcurrency: 20,
  monthlyBudgetUsd: 2_000,
  logRetentionDays: 365,
};
