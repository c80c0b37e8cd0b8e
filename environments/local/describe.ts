import type { AgentName } from '#domain/agent.ts';
import type { AgentCore } from './agentcore/open-agent-core.ts';
import type { ApiPeople } from './api-people.ts';
import type { LocalSecrets } from './secrets/open-local-secrets.ts';
import { type Addresses, JIRA_PROJECT, SENTRY_ORG, STATE_MACHINE_ARN, TABLE } from './settings.ts';
import type { Vendors } from './vendors.ts';

/** What `GET /local` tells outside clients; secrets included, since it listens on 127.0.0.1 only and they are made for this data directory. */
export interface LocalDescription {
  readonly ingress: string;
  readonly api: {
    readonly url: string;
    /** Of `dana`, who also files the demo's ticket. */
    readonly token: string;
    /** Of everybody: `robin` is somebody else, who may approve what `dana` asks for. */
    readonly tokens: Readonly<Record<string, string>>;
  };
  readonly table: string;
  readonly stateMachineArn: string;
  readonly dynamodb: string;
  readonly stepFunctions: string;
  readonly agentcore: string;
  readonly bedrock: string;
  readonly agents: Readonly<Record<AgentName, { readonly url: string; readonly arn: string }>>;
  readonly chat: {
    /** `POST {"message": "…"}` with a bearer token, and a session id in `X-Amzn-Bedrock-AgentCore-Runtime-Session-Id`. */
    readonly url: string;
    /** Of the people who may talk with it, good for a day. */
    readonly tokens: Readonly<Record<string, string>>;
  };
  readonly github: {
    readonly api: string;
    readonly git: string;
    readonly pages: string;
    /** Of `developer`, who may do everything. */
    readonly token: string;
    /** Of everybody: `reviewer` may write, `visitor` only read and talk. */
    readonly tokens: Readonly<Record<string, string>>;
    readonly webhookSecret: string;
    readonly repos: readonly string[];
  };
  readonly jira: {
    readonly url: string;
    readonly email: string;
    readonly token: string;
    readonly webhookSecret: string;
    readonly project: string;
  };
  readonly sentry: {
    /** Its API is below `/api/0`, its pages are here. */
    readonly url: string;
    readonly organization: string;
    readonly token: string;
    readonly clientSecret: string;
    readonly project: string;
    /** What an SDK reports to with, by project. */
    readonly dsns: Readonly<Record<string, string>>;
  };
  readonly slack: {
    readonly api: string;
    readonly pages: string;
    readonly botToken: string;
    readonly signingSecret: string;
    readonly channel: string;
  };
}

export interface DescribeInput {
  readonly addresses: Addresses;
  readonly agents: AgentCore;
  readonly vendors: Vendors;
  readonly secrets: LocalSecrets;
  readonly people: Pick<ApiPeople, 'tokens'>;
  readonly ingress: string;
  readonly chatTokens: Readonly<Record<string, string>>;
}

/** Where a runtime is invoked without an SDK: its ARN and its endpoint are told apart in the address. */
function toInvocationUrl(agentcore: string, endpointArn: string): string {
  const [runtime = '', qualifier = 'DEFAULT'] = endpointArn.split('/runtime-endpoint/');
  return `${agentcore}/runtimes/${encodeURIComponent(runtime)}/invocations?qualifier=${qualifier}`;
}

export function toDescription(input: DescribeInput): LocalDescription {
  const { addresses, agents, vendors, secrets, people, ingress, chatTokens } = input;
  const { github, jira, slack, sentry, urls } = vendors;
  const agent = (name: AgentName) => ({ url: agents.agentUrls[name], arn: agents.arns[name] });
  return {
    ingress,
    api: { url: `${ingress}/v1`, token: people.tokens.dana, tokens: people.tokens },
    table: TABLE,
    stateMachineArn: STATE_MACHINE_ARN,
    dynamodb: addresses.dynamodb,
    stepFunctions: addresses.stepFunctions,
    agentcore: addresses.agentcore,
    bedrock: addresses.bedrock,
    agents: {
      discovery: agent('discovery'),
      planning: agent('planning'),
      execution: agent('execution'),
      'ci-monitor': agent('ci-monitor'),
      slack: agent('slack'),
      sentry: agent('sentry'),
      review: agent('review'),
      chat: agent('chat'),
    },
    chat: {
      url: toInvocationUrl(addresses.agentcore, agents.arns.chat),
      tokens: chatTokens,
    },
    github: {
      api: addresses.githubApi,
      git: `${urls.github}/git`,
      pages: urls.github,
      token: github.personalToken,
      tokens: github.tokens,
      webhookSecret: secrets.read('stepwright/github/webhook-secret'),
      repos: github.repos(),
    },
    jira: {
      url: urls.jira,
      email: jira.human.email,
      token: jira.human.apiToken,
      webhookSecret: secrets.read('stepwright/jira/webhook-secret'),
      project: JIRA_PROJECT,
    },
    sentry: {
      url: urls.sentry,
      organization: SENTRY_ORG,
      token: secrets.read('stepwright/sentry/auth-token'),
      clientSecret: secrets.read('stepwright/sentry/client-secret'),
      project: sentry.projects[0] ?? '',
      dsns: Object.fromEntries(sentry.projects.map((project) => [project, sentry.dsn(project)])),
    },
    slack: {
      api: addresses.slackApi,
      pages: urls.slack,
      botToken: secrets.read('stepwright/slack/bot-token'),
      signingSecret: secrets.read('stepwright/slack/signing-secret'),
      channel: slack.channel.id,
    },
  };
}
