import { openTracker } from '#adapters/jira/tracker.ts';
import { startAgent } from '#agents/harness/server.ts';
import { requireSetting } from '#agents/harness/settings.ts';
import { createPlanningAgent } from './graph.ts';

await startAgent('planning', ({ repoHost, settings, secrets }) => {
  const tracker = openTracker({
    host: requireSetting(settings, 'STEPWRIGHT_JIRA_URL'),
    email: requireSetting(settings, 'STEPWRIGHT_JIRA_EMAIL'),
    apiToken: () => secrets.read('stepwright/jira/api-token'),
  });
  return createPlanningAgent({ repoHost, tracker, branchTemplate: settings.STEPWRIGHT_BRANCH_TEMPLATE });
});
