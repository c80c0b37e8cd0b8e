import { setTimeout as sleep } from 'node:timers/promises';
import { openTracker } from '#adapters/jira/tracker.ts';
import { openErrorTracker } from '#adapters/sentry/error-tracker.ts';
import { startAgent } from '#agents/harness/server.ts';
import { requireSetting } from '#agents/harness/settings.ts';
import { createSentryAgent } from './graph.ts';

await startAgent('sentry', ({ settings, secrets }) =>
  createSentryAgent({
    errors: openErrorTracker({
      url: settings.STEPWRIGHT_SENTRY_URL,
      organization: requireSetting(settings, 'STEPWRIGHT_SENTRY_ORG'),
      token: () => secrets.read('stepwright/sentry/auth-token'),
    }),
    tracker: openTracker({
      host: requireSetting(settings, 'STEPWRIGHT_JIRA_URL'),
      email: requireSetting(settings, 'STEPWRIGHT_JIRA_EMAIL'),
      apiToken: () => secrets.read('stepwright/jira/api-token'),
    }),
    rules: { thresholds: settings.STEPWRIGHT_SENTRY_THRESHOLDS, projects: settings.STEPWRIGHT_SENTRY_PROJECTS },
    tickets: {
      project: requireSetting(settings, 'STEPWRIGHT_JIRA_PROJECT'),
      type: settings.STEPWRIGHT_JIRA_BUG_TYPE,
      label: settings.STEPWRIGHT_LABEL,
    },
    now: () => new Date(),
    sleep,
  }),
);
