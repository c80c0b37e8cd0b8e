import { pathToFileURL } from 'node:url';
import type { AgentName } from '#domain/agent.ts';
import { toModelEnv } from './model-access.ts';

export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';
export const TABLE = 'stepwright';
export const LABEL = 'AI';
export const JIRA_PROJECT = 'SHIP';
export const JIRA_EMAIL = 'stepwright@example.com';
export const SENTRY_ORG = 'acme';
export const GITHUB_APP_ID = 1001;
export const TRACES_BUCKET = 'stepwright-traces';
export const CODE_INTERPRETER = 'stepwright_local_interpreter-LocalCode0';
export const CHAT_IDENTITY = 'stepwright-local-chat';
export const CHAT_GITHUB_PROVIDER = 'stepwright-local-github-oauth';
export const STATE_MACHINE = 'stepwright-task';
export const STATE_MACHINE_ARN = `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:${STATE_MACHINE}`;

/** Where the parts of the environment listen. */
export interface Addresses {
  readonly dynamodb: string;
  readonly stepFunctions: string;
  readonly agentcore: string;
  readonly secrets: string;
  readonly s3: string;
  readonly bedrock: string;
  readonly githubApi: string;
  readonly jira: string;
  readonly slackApi: string;
  readonly sentry: string;
  /** Where the browser of a sign-in ends. */
  readonly signedIn: string;
}

/** Any keys do for what runs here; no file of the user's is asked for others, or for settings. */
const LOCAL_KEYS = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
} as const;

type Env = Readonly<Record<string, string>>;

/** What Lambdas and agents read from their environment; the same names as in the cloud, with local values and no secret. */
function toSharedEnv(addresses: Addresses): Env {
  return {
    AWS_REGION: REGION,
    ...LOCAL_KEYS,
    AWS_ENDPOINT_URL_DYNAMODB: addresses.dynamodb,
    AWS_ENDPOINT_URL_SFN: addresses.stepFunctions,
    AWS_ENDPOINT_URL_BEDROCK_AGENTCORE: addresses.agentcore,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: addresses.secrets,
    STEPWRIGHT_TABLE: TABLE,
    STEPWRIGHT_STATE_MACHINE_ARN: STATE_MACHINE_ARN,
    STEPWRIGHT_GITHUB_API_URL: addresses.githubApi,
    STEPWRIGHT_GITHUB_APP_ID: String(GITHUB_APP_ID),
    STEPWRIGHT_JIRA_URL: addresses.jira,
    STEPWRIGHT_JIRA_EMAIL: JIRA_EMAIL,
    STEPWRIGHT_JIRA_PROJECT: JIRA_PROJECT,
    STEPWRIGHT_SLACK_API_URL: addresses.slackApi,
    STEPWRIGHT_SENTRY_URL: addresses.sentry,
    STEPWRIGHT_SENTRY_ORG: SENTRY_ORG,
  };
}

export interface LambdaSettings {
  readonly addresses: Addresses;
  readonly agentArns: Readonly<Record<AgentName, string>>;
  readonly jiraAccountId: string;
  readonly slackChannel: string;
  readonly logFile: string;
  /** Where S3's objects are. */
  readonly s3Dir: string;
}

export function toLambdaEnv({ addresses, agentArns, jiraAccountId, slackChannel, logFile, s3Dir }: LambdaSettings): Env {
  return {
    ...toSharedEnv(addresses),
    STEPWRIGHT_AGENT_ARNS: JSON.stringify(agentArns),
    STEPWRIGHT_LABEL: LABEL,
    STEPWRIGHT_JIRA_ACCOUNT_ID: jiraAccountId,
    STEPWRIGHT_SLACK_CHANNEL: slackChannel,
    STEPWRIGHT_LOG_FILE: logFile,
    STEPWRIGHT_TRACES_URL: `${pathToFileURL(s3Dir).href}/${TRACES_BUCKET}/traces/`,
  };
}

/** The agents' environment: with the scripted model nothing of the user's, with a real one its credentials. */
export function toAgentEnv(addresses: Addresses, workspaceDir: string, user: NodeJS.ProcessEnv): Env {
  const shared = {
    PATH: user['PATH'] ?? '',
    HOME: user['HOME'] ?? '',
    STEPWRIGHT_WORKSPACE_DIR: workspaceDir,
    STEPWRIGHT_CHAT_IDENTITY: CHAT_IDENTITY,
    STEPWRIGHT_CHAT_GITHUB_PROVIDER: CHAT_GITHUB_PROVIDER,
    STEPWRIGHT_CHAT_RETURN_URL: addresses.signedIn,
    STEPWRIGHT_SANDBOX: user['STEPWRIGHT_SANDBOX'] ?? '',
    STEPWRIGHT_PACKAGE_HOSTS: user['STEPWRIGHT_PACKAGE_HOSTS'] ?? '',
    STEPWRIGHT_BRANCH_TEMPLATE: user['STEPWRIGHT_BRANCH_TEMPLATE'] ?? '',
    STEPWRIGHT_MAX_WORK_MINUTES: user['STEPWRIGHT_MAX_WORK_MINUTES'] ?? '',
    STEPWRIGHT_TRACES_BUCKET: TRACES_BUCKET,
    AWS_ENDPOINT_URL_S3: addresses.s3,
    ...toSharedEnv(addresses),
  };
  if (!user['STEPWRIGHT_MODEL']) {
    return { ...shared, STEPWRIGHT_MODEL: 'bedrock:scripted', AWS_ENDPOINT_URL_BEDROCK_RUNTIME: addresses.bedrock };
  }
  const { env, findsKeys } = toModelEnv(user);
  const kept = Object.entries(shared).filter(([name]) => !(findsKeys && name in LOCAL_KEYS));
  return { ...Object.fromEntries(kept), ...env };
}

/**
 * Takes the user's AWS settings out of this process's environment and answers it as it was: they are for a model of the
 * user's, and a profile or an endpoint among them would lead the local Lambdas astray.
 */
export function takeUserEnv(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const user = { ...own };
  for (const name of Object.keys(own)) if (name.startsWith('AWS_')) delete own[name];
  return user;
}
