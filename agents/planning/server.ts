import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import { openInterpreter } from '#adapters/agentcore/open-interpreter.ts';
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
  const interpreterId = settings.STEPWRIGHT_CODE_INTERPRETER;
  const interpreter = interpreterId ? openInterpreter({ client: new BedrockAgentCoreClient({}), interpreterId }) : undefined;
  return createPlanningAgent({ repoHost, tracker, interpreter, branchTemplate: settings.STEPWRIGHT_BRANCH_TEMPLATE });
});
