import { dev } from './dev.ts';
import type { EnvironmentData } from './schema.ts';

/** Where a release is tried before it goes to production: production's limits, on repositories of its own. */
export const staging: EnvironmentData = {
  ...dev,
  name: 'staging',
  accountId: '000000000001',
  stateBucket: 'example-terraform-state-staging',
  jira: { url: 'https://example.atlassian.net', email: 'stepwright-staging@example.com', project: 'SHOP' },
  github: { appId: '100002' },
  slack: { channel: 'C0000000STG' },
  ingress: { requestsPerSecond: 100 },
  monthlyBudgetUsd: 300,
  logRetentionDays: 30,
};
