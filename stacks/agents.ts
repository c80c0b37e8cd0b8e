import { BedrockagentcoreCodeInterpreter } from '@cdktf/provider-aws/lib/bedrockagentcore-code-interpreter/index.js';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js';
import { Fn, TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { AGENT_NAMES, type AgentName } from '../environments/agents.ts';
import type { Environment } from '../environments/schema.ts';
import type { Artifacts } from './bundles/write-bundles.ts';
import { findArtifact } from './bundles/write-bundles.ts';
import { toIdentityStatements } from './chat-identity.ts';
import { type AgentCode, AgentRuntime } from './constructs/agent-runtime.ts';
import type { Statement } from './constructs/policy.ts';
import type { Call } from './functions.ts';
import type { Place } from './network.ts';
import { LIVE, underscoredNameOf } from './naming.ts';
import {
  toCallStatements,
  toInterpreterStatements,
  toSecretStatements,
  toSessionStatements,
  toTableStatements,
  toTraceStatements,
} from './permissions.ts';
import { modelKeyOf, type SecretName, type SecretsStack } from './secrets.ts';
import { type AgentArns, pickSettings, type SettingName, toSettings } from './settings.ts';
import { StepwrightStack } from './stepwright-stack.ts';
import type { StorageStack } from './storage.ts';
import type { UsersStack } from './users.ts';

/** What an agent is given: exactly what its code reads and calls, which tests hold against the code. */
interface AgentSpec {
  /** Called by users with their own tokens; its answers are streams, and all it keeps is conversations. */
  readonly forUsers?: true;
  readonly settings: readonly SettingName[];
  readonly secrets: readonly SecretName[];
  readonly calls: readonly Call[];
  /** Runs programs of its model's over outside text. */
  readonly interprets?: true;
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
    interprets: true,
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
  chat: {
    forUsers: true,
    settings: [
      'STEPWRIGHT_TABLE',
      'STEPWRIGHT_GITHUB_API_URL',
      'STEPWRIGHT_CHAT_IDENTITY',
      'STEPWRIGHT_CHAT_GITHUB_PROVIDER',
      'STEPWRIGHT_CHAT_RETURN_URL',
    ],
    secrets: [],
    calls: [],
  },
};

export interface AgentsProps {
  readonly storage: StorageStack;
  readonly secrets: SecretsStack;
  readonly users: UsersStack;
  readonly artifacts: Artifacts;
  readonly place: Place | undefined;
}

/** The agents that are built, each a runtime of its own. */
export class AgentsStack extends StepwrightStack {
  /** Of those that Lambdas invoke. */
  readonly arns: AgentArns;
  readonly #interpreter: BedrockagentcoreCodeInterpreter;

  constructor(scope: Construct, environment: Environment, props: AgentsProps) {
    super(scope, environment, 'agents');
    this.#interpreter = new BedrockagentcoreCodeInterpreter(this, 'interpreter', {
      name: underscoredNameOf(environment, 'interpreter'),
      networkConfiguration: [{ networkMode: 'SANDBOX' }],
    });
    const arns = AGENT_NAMES.map((agent) => [agent, this.#addAgent(agent, props)] as const);
    this.arns = Object.fromEntries(arns.filter(([agent]) => !AGENTS[agent].forUsers));
    for (const [agent, arn] of arns) if (AGENTS[agent].forUsers) this.#tellAddress(agent, arn);
  }

  /** Where users reach an agent: what no SDK of AWS's can call. */
  #tellAddress(agent: AgentName, arn: string): void {
    const host = `https://bedrock-agentcore.${this.environment.region}.amazonaws.com`;
    const value = `${host}/runtimes/${Fn.urlencode(arn)}/invocations?qualifier=${LIVE}`;
    new TerraformOutput(this, `${agent}-url`, { value, staticId: true });
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
      ...(spec.forUsers ? { users: props.users.people.issuer(environment.region) } : {}),
      variables: {
        AWS_REGION: environment.region,
        STEPWRIGHT_MODEL: model,
        ...(modelPrice === undefined ? {} : { STEPWRIGHT_MODEL_PRICE: modelPrice }),
        ...pickSettings(toSettings(environment, {}), [...spec.settings, 'SENTRY_DSN']),
        ...(spec.interprets ? { STEPWRIGHT_CODE_INTERPRETER: this.#interpreter.codeInterpreterId } : {}),
      },
      statements: [
        ...(spec.forUsers ? this.#toUserStatements(props) : toTableStatements(environment)),
        ...toCallStatements(environment, spec.calls, {}),
        ...toSecretStatements(secrets),
        ...(spec.settings.includes('STEPWRIGHT_TRACES_BUCKET') ? toTraceStatements(environment) : []),
        ...(spec.interprets ? toInterpreterStatements(this.#interpreter.codeInterpreterArn) : []),
        ...toModelStatements(environment, model, spec.forUsers ? STREAMED : WHOLE),
      ],
    });
    return runtime.arn;
  }

  #toUserStatements({ secrets }: AgentsProps): readonly Statement[] {
    const credentials = secrets.arnOf('stepwright/agentcore/credentials');
    return [...toSessionStatements(this.environment), ...toIdentityStatements(this.environment, credentials)];
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

const WHOLE = 'bedrock:InvokeModel';
const STREAMED = 'bedrock:InvokeModelWithResponseStream';

/** A profile sends the request to its model in any region of its geography; nothing else may call the model there. */
function toModelStatements(
  { region, accountId }: Environment,
  model: string,
  action: typeof WHOLE | typeof STREAMED,
): readonly Statement[] {
  const [vendor, profile = ''] = model.split(/:(.*)/);
  if (vendor !== 'bedrock') return [];
  const profileArn = `arn:aws:bedrock:${region}:${accountId}:inference-profile/${profile}`;
  const modelArn = `arn:aws:bedrock:*::foundation-model/${profile.split('.').slice(1).join('.')}`;
  const actions = [action];
  const condition = { StringEquals: { 'bedrock:InferenceProfileArn': profileArn } };
  return [
    { actions, resources: [profileArn] },
    { actions, resources: [modelArn], condition },
  ];
}
