import { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js';
import type { Construct } from 'constructs';
import { AGENT_NAMES, type AgentName } from '../environments/agents.ts';
import type { Environment } from '../environments/schema.ts';
import type { Artifacts } from './bundles/write-bundles.ts';
import { findArtifact } from './bundles/write-bundles.ts';
import { type AgentCode, AgentRuntime } from './constructs/agent-runtime.ts';
import type { Statement } from './constructs/policy.ts';
import type { Call } from './functions.ts';
import type { Place } from './network.ts';
import { toCallStatements, toSecretStatements, toTableStatements, toTraceStatements } from './permissions.ts';
import { modelKeyOf, type SecretName, type SecretsStack } from './secrets.ts';
import { type AgentArns, pickSettings, type SettingName, toSettings } from './settings.ts';
import { StepwrightStack } from './stepwright-stack.ts';
import type { StorageStack } from './storage.ts';

/** What an agent is given: exactly what its code reads and calls, which tests hold against the code. */
interface AgentSpec {
  readonly settings: readonly SettingName[];
  readonly secrets: readonly SecretName[];
  readonly calls: readonly Call[];
}

const SHARED = {
  settings: [
    'STEPWRIGHT_TABLE',
    'STEPWRIGHT_STATE_MACHINE_ARN',
    'STEPWRIGHT_TRACES_BUCKET',
    'STEPWRIGHT_GITHUB_API_URL',
    'STEPWRIGHT_GITHUB_APP_ID',
    'STEPWRIGHT_MAX_WORK_MINUTES',
  ],
  secrets: ['stepwright/github/app-private-key'],
  calls: ['completeStep', 'failStep', 'heartbeat'],
} as const satisfies AgentSpec;

/** What runs repository code. */
const WORKING = {
  ...SHARED,
  settings: [...SHARED.settings, 'STEPWRIGHT_SANDBOX', 'STEPWRIGHT_PACKAGE_HOSTS'],
} as const satisfies AgentSpec;

const AGENTS: Readonly<Record<AgentName, AgentSpec>> = {
  discovery: SHARED,
  planning: {
    ...SHARED,
    settings: [...SHARED.settings, 'STEPWRIGHT_JIRA_URL', 'STEPWRIGHT_JIRA_EMAIL', 'STEPWRIGHT_BRANCH_TEMPLATE'],
    secrets: [...SHARED.secrets, 'stepwright/jira/api-token'],
  },
  execution: { ...WORKING, settings: [...WORKING.settings, 'STEPWRIGHT_GITHUB_ALLOWED'] },
  'ci-monitor': WORKING,
  slack: { settings: ['STEPWRIGHT_TABLE'], secrets: ['stepwright/slack/bot-token'], calls: [] },
  sentry: {
    settings: [
      ...SHARED.settings,
      'STEPWRIGHT_JIRA_URL',
      'STEPWRIGHT_JIRA_EMAIL',
      'STEPWRIGHT_JIRA_PROJECT',
      'STEPWRIGHT_JIRA_BUG_TYPE',
      'STEPWRIGHT_LABEL',
      'STEPWRIGHT_SENTRY_URL',
      'STEPWRIGHT_SENTRY_ORG',
      'STEPWRIGHT_SENTRY_PROJECTS',
      'STEPWRIGHT_SENTRY_THRESHOLDS',
    ],
    secrets: [...SHARED.secrets, 'stepwright/jira/api-token', 'stepwright/sentry/auth-token'],
    calls: SHARED.calls,
  },
  review: SHARED,
};

export interface AgentsProps {
  readonly storage: StorageStack;
  readonly secrets: SecretsStack;
  readonly artifacts: Artifacts;
  readonly place: Place | undefined;
}

/** The agents that are built, each a runtime of its own. */
export class AgentsStack extends StepwrightStack {
  readonly arns: AgentArns;

  constructor(scope: Construct, environment: Environment, props: AgentsProps) {
    super(scope, environment, 'agents');
    this.arns = Object.fromEntries(AGENT_NAMES.map((agent) => [agent, this.#addAgent(agent, props)]));
  }

  #addAgent(agent: AgentName, props: AgentsProps): string {
    const { environment } = this;
    const spec = AGENTS[agent];
    const { model, modelPrice, idleSeconds, lifetimeSeconds } = environment.agents[agent];
    const modelKey = modelKeyOf(model);
    const secrets = [...spec.secrets, ...(modelKey ? [modelKey] : [])].map((name) => props.secrets.arnOf(name));
    const runtime = new AgentRuntime(this, agent, {
      environment,
      agent,
      code: this.#addCode(agent, props),
      idleSeconds,
      lifetimeSeconds,
      place: props.place,
      variables: {
        AWS_REGION: environment.region,
        STEPWRIGHT_MODEL: model,
        ...(modelPrice === undefined ? {} : { STEPWRIGHT_MODEL_PRICE: modelPrice }),
        ...pickSettings(toSettings(environment, {}), [...spec.settings, 'SENTRY_DSN']),
      },
      statements: [
        ...toTableStatements(environment),
        ...toCallStatements(environment, spec.calls, {}),
        ...toSecretStatements(secrets),
        ...(spec.settings.includes('STEPWRIGHT_TRACES_BUCKET') ? toTraceStatements(environment) : []),
        ...toModelStatements(environment, model),
      ],
    });
    return runtime.arn;
  }

  #addCode(agent: AgentName, { storage, artifacts }: AgentsProps): AgentCode {
    if (this.environment.agents[agent].artifact === 'container') {
      const repository = storage.repositoryOf(agent);
      return { type: 'container', image: `${repository.url}:${this.environment.imageTag}`, repositoryArn: repository.arn };
    }
    const { zip, sha256 } = findArtifact(artifacts, `agents-${agent}`);
    const key = `agents/${agent}/${Buffer.from(sha256, 'base64').toString('hex')}.zip`;
    const { name: bucket, arn: bucketArn } = storage.artifacts;
    const archive = new S3Object(this, `${agent}-archive`, { bucket, key, source: zip });
    return { type: 'zip', bucket, bucketArn, key: archive.key };
  }
}

/** A profile sends the request to its model in any region of its geography; nothing else may call the model there. */
function toModelStatements({ region, accountId }: Environment, model: string): readonly Statement[] {
  const [vendor, profile = ''] = model.split(/:(.*)/);
  if (vendor !== 'bedrock') return [];
  const profileArn = `arn:aws:bedrock:${region}:${accountId}:inference-profile/${profile}`;
  const modelArn = `arn:aws:bedrock:*::foundation-model/${profile.split('.').slice(1).join('.')}`;
  const actions = ['bedrock:InvokeModel'] as const;
  const condition = { StringEquals: { 'bedrock:InferenceProfileArn': profileArn } };
  return [
    { actions, resources: [profileArn] },
    { actions, resources: [modelArn], condition },
  ];
}
