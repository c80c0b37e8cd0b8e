import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openRepoHost } from '#adapters/github/repo-host.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { openTurns } from '#adapters/system/open-turns.ts';
import type { StepAgentName } from '#domain/agent.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { Secrets } from '#ports/secrets.ts';
import type { Transcripts } from '#ports/transcripts.ts';
import type { Agent } from './agent.ts';
import { stepService } from './serve-agent.ts';
import { type AgentSettings, requireSetting } from './settings.ts';
import { start } from './process/server.ts';

/** What the server.ts of an agent that does steps builds its own adapters from. */
export interface AgentWiring {
  readonly settings: AgentSettings;
  readonly secrets: Secrets;
  readonly repoHost: RepoHost;
}

/**
 * Steps at a time in one process. In AgentCore there is one; on a developer's machine two hundred at once would only make each
 * other's requests time out.
 */
const STEPS_AT_ONCE = 8;

/** Serves the agent that `create` makes, wired to the task store, the workflow and the model that the environment names. */
export async function startAgent(name: StepAgentName, create: (wiring: AgentWiring) => Agent): Promise<void> {
  await start(name, ({ settings, secrets, model, log, errors }) => {
    const store = openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock });
    const engine = openWorkflowEngine({ client: new SFNClient({}), stateMachineArn: settings.STEPWRIGHT_STATE_MACHINE_ARN });
    const agent = create({ settings, secrets, repoHost: openHost(settings, secrets) });
    const maxWorkSeconds = settings.STEPWRIGHT_MAX_WORK_MINUTES * 60;
    const transcripts = openTranscripts(settings);
    const turns = openTurns(STEPS_AT_ONCE);
    return stepService(agent, { store, engine, model, maxWorkSeconds, turns, log, errors, transcripts });
  });
}

function openHost(settings: AgentSettings, secrets: Secrets): RepoHost {
  return openRepoHost({
    apiUrl: settings.STEPWRIGHT_GITHUB_API_URL.replace(/\/+$/, ''),
    appId: requireSetting(settings, 'STEPWRIGHT_GITHUB_APP_ID'),
    privateKey: () => secrets.read('stepwright/github/app-private-key'),
  });
}

/** Loads its SDK with the first one that is kept, long after the start; without a bucket none is kept. */
function openTranscripts({ STEPWRIGHT_TRACES_BUCKET: bucket }: AgentSettings): Transcripts {
  let opened: Promise<Transcripts> | undefined;
  return {
    keep: async (key, text, signal) => {
      if (!bucket) return;
      opened ??= import('#adapters/s3/open-transcripts.ts').then((s3) => s3.openTranscripts(bucket));
      await (await opened).keep(key, text, signal);
    },
  };
}
