import type { Environment } from '../environments/schema.ts';
import { toChatIdentity } from './chat-identity.ts';
import { arnOf, LIVE, nameOf, tableName, tracesBucketName } from './naming.ts';

/** Names under which code reads its environment (docs/reference/settings.md), with this environment's values. */
export interface Settings {
  readonly STEPWRIGHT_TABLE: string;
  readonly STEPWRIGHT_STATE_MACHINE_ARN: string;
  readonly STEPWRIGHT_AGENT_ARNS: string;
  readonly STEPWRIGHT_TRACES_BUCKET: string;
  readonly STEPWRIGHT_TRACES_URL: string;
  readonly STEPWRIGHT_LABEL: string;
  readonly STEPWRIGHT_HANDLE: string;
  readonly STEPWRIGHT_APPROVAL_POLICY: string;
  readonly STEPWRIGHT_COMMAND_POLICY: string | undefined;
  readonly STEPWRIGHT_REMIND_AFTER_PERCENT: string;
  readonly STEPWRIGHT_ESCALATE_AFTER_PERCENT: string;
  readonly STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS: string;
  readonly STEPWRIGHT_MAX_TURNS: string | undefined;
  readonly STEPWRIGHT_MAX_BUDGET_USD: string | undefined;
  readonly STEPWRIGHT_MAX_WORK_MINUTES: string | undefined;
  readonly STEPWRIGHT_BRANCH_TEMPLATE: string | undefined;
  readonly STEPWRIGHT_JIRA_URL: string;
  readonly STEPWRIGHT_JIRA_EMAIL: string;
  readonly STEPWRIGHT_JIRA_ACCOUNT_ID: string | undefined;
  readonly STEPWRIGHT_JIRA_STATUSES: string | undefined;
  readonly STEPWRIGHT_SANDBOX: string;
  readonly STEPWRIGHT_PACKAGE_HOSTS: string | undefined;
  readonly STEPWRIGHT_JIRA_PROJECT: string | undefined;
  readonly STEPWRIGHT_JIRA_BUG_TYPE: string | undefined;
  readonly STEPWRIGHT_GITHUB_API_URL: string;
  readonly STEPWRIGHT_GITHUB_APP_ID: string;
  readonly STEPWRIGHT_GITHUB_ALLOWED: string | undefined;
  readonly STEPWRIGHT_AUTO_MERGE: string | undefined;
  readonly STEPWRIGHT_SLACK_CHANNEL: string;
  readonly STEPWRIGHT_SLACK_ESCALATION_CHANNEL: string | undefined;
  readonly STEPWRIGHT_SLACK_ERRORS_CHANNEL: string | undefined;
  readonly STEPWRIGHT_SENTRY_URL: string | undefined;
  readonly STEPWRIGHT_SENTRY_ORG: string | undefined;
  readonly STEPWRIGHT_SENTRY_PROJECTS: string | undefined;
  readonly STEPWRIGHT_SENTRY_THRESHOLDS: string | undefined;
  readonly SENTRY_DSN: string | undefined;
  readonly STEPWRIGHT_CHAT_IDENTITY: string | undefined;
  readonly STEPWRIGHT_CHAT_GITHUB_PROVIDER: string | undefined;
  readonly STEPWRIGHT_CHAT_RETURN_URL: string | undefined;
}

export type SettingName = keyof Settings;

/** ARNs of the agents' runtimes, by agent. */
export type AgentArns = Readonly<Record<string, string>>;

/** The settings of an environment. Runs are started at the workflow's alias and agents are invoked at their endpoint, which deployments move. */
export function toSettings(environment: Environment, agentArns: AgentArns): Settings {
  const { jira, github, slack, approval, handle, limits, packageHosts } = environment;
  return {
    STEPWRIGHT_TABLE: tableName(environment),
    STEPWRIGHT_STATE_MACHINE_ARN: `${stateMachineArn(environment)}:${LIVE}`,
    STEPWRIGHT_AGENT_ARNS: JSON.stringify(mapValues(agentArns, endpointArn)),
    STEPWRIGHT_TRACES_BUCKET: tracesBucketName(environment),
    STEPWRIGHT_TRACES_URL: toTracesUrl(environment),
    STEPWRIGHT_LABEL: jira.label,
    STEPWRIGHT_HANDLE: handle,
    STEPWRIGHT_APPROVAL_POLICY: approval.policy,
    STEPWRIGHT_COMMAND_POLICY: environment.commandPolicy,
    STEPWRIGHT_REMIND_AFTER_PERCENT: String(approval.remindAfterPercent),
    STEPWRIGHT_ESCALATE_AFTER_PERCENT: String(approval.escalateAfterPercent),
    STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS: String(approval.timeoutSeconds),
    STEPWRIGHT_MAX_TURNS: limits && String(limits.maxTurns),
    STEPWRIGHT_MAX_BUDGET_USD: limits && String(limits.maxBudgetUsd),
    STEPWRIGHT_MAX_WORK_MINUTES: limits?.maxWorkMinutes === undefined ? undefined : String(limits.maxWorkMinutes),
    STEPWRIGHT_BRANCH_TEMPLATE: github.branchTemplate,
    STEPWRIGHT_JIRA_URL: jira.url,
    STEPWRIGHT_JIRA_EMAIL: jira.email,
    STEPWRIGHT_JIRA_ACCOUNT_ID: jira.accountId,
    STEPWRIGHT_JIRA_STATUSES: jira.statuses && JSON.stringify(jira.statuses),
    STEPWRIGHT_SANDBOX: environment.sandbox,
    STEPWRIGHT_PACKAGE_HOSTS: packageHosts?.join(','),
    STEPWRIGHT_JIRA_PROJECT: jira.project,
    STEPWRIGHT_JIRA_BUG_TYPE: jira.bugType,
    STEPWRIGHT_GITHUB_API_URL: github.apiUrl,
    STEPWRIGHT_GITHUB_APP_ID: github.appId,
    STEPWRIGHT_GITHUB_ALLOWED: github.allowed?.join(','),
    STEPWRIGHT_AUTO_MERGE: github.autoMerge,
    STEPWRIGHT_SLACK_CHANNEL: slack.channel,
    STEPWRIGHT_SLACK_ESCALATION_CHANNEL: slack.escalationChannel,
    STEPWRIGHT_SLACK_ERRORS_CHANNEL: slack.errorsChannel,
    SENTRY_DSN: environment.errorsDsn,
    ...toSentrySettings(environment),
    ...toChatSettings(environment),
  };
}

/** The page of the console with the transcripts of a task, once its id is put behind. */
function toTracesUrl(environment: Environment): string {
  return `https://${environment.region}.console.aws.amazon.com/s3/buckets/${tracesBucketName(environment)}?prefix=traces/`;
}

function toSentrySettings({ sentry }: Environment) {
  return {
    STEPWRIGHT_SENTRY_URL: sentry?.url,
    STEPWRIGHT_SENTRY_ORG: sentry?.organization,
    STEPWRIGHT_SENTRY_PROJECTS: sentry?.projects.length ? sentry.projects.join(',') : undefined,
    STEPWRIGHT_SENTRY_THRESHOLDS: sentry?.thresholds && JSON.stringify(sentry.thresholds),
  };
}

function toChatSettings(environment: Environment) {
  const identity = toChatIdentity(environment);
  return {
    STEPWRIGHT_CHAT_IDENTITY: identity?.workload,
    STEPWRIGHT_CHAT_GITHUB_PROVIDER: identity?.provider,
    STEPWRIGHT_CHAT_RETURN_URL: identity?.returnUrl,
  };
}

/** The endpoint of a runtime at which it is invoked. */
export function endpointArn(runtimeArn: string): string {
  return `${runtimeArn}/runtime-endpoint/${LIVE}`;
}

function mapValues(values: AgentArns, map: (value: string) => string): AgentArns {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

export function stateMachineArn(environment: Environment): string {
  return arnOf(environment, 'states', `stateMachine:${nameOf(environment, 'task')}`);
}

/** The settings with these names that have a value. */
export function pickSettings(settings: Settings, names: readonly SettingName[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = settings[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
