import type { SecretName } from './secrets.ts';
import type { SettingName } from './settings.ts';

/** What code does to the workflow and to the agents, by the methods of their ports. */
export type Call = 'startRun' | 'stopRun' | 'completeStep' | 'failStep' | 'heartbeat' | 'invoke' | 'ask' | 'stopSession';

/** What a Lambda is given: exactly what its code reads and calls, which tests hold against the code. */
export interface FunctionSpec {
  readonly timeoutSeconds: number;
  readonly settings: readonly SettingName[];
  readonly secrets?: readonly SecretName[];
  readonly calls?: readonly Call[];
  /** The secret that it rotates. */
  readonly rotates?: SecretName;
}

const ENGINE = ['STEPWRIGHT_TABLE', 'STEPWRIGHT_STATE_MACHINE_ARN'] as const;
const AGENTS = ['STEPWRIGHT_TABLE', 'STEPWRIGHT_AGENT_ARNS'] as const;
const GITHUB = ['STEPWRIGHT_GITHUB_API_URL', 'STEPWRIGHT_GITHUB_APP_ID'] as const;
const JIRA = ['STEPWRIGHT_JIRA_URL', 'STEPWRIGHT_JIRA_EMAIL'] as const;
const LIMITS = ['STEPWRIGHT_MAX_TURNS', 'STEPWRIGHT_MAX_BUDGET_USD'] as const;
const TRIAGE = [
  ...ENGINE,
  ...LIMITS,
  'STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS',
  'STEPWRIGHT_SENTRY_PROJECTS',
  'STEPWRIGHT_SENTRY_THRESHOLDS',
] as const;
const GITHUB_KEY = 'stepwright/github/app-private-key';

/** The step Lambdas, by the folder of their handler. */
export const STEPS = {
  'lambdas/steps/dispatch-agent': { timeoutSeconds: 60, settings: AGENTS, calls: ['invoke', 'stopSession'] },
  'lambdas/steps/request-approval': {
    timeoutSeconds: 60,
    settings: [...ENGINE, ...JIRA, ...GITHUB, 'STEPWRIGHT_APPROVAL_POLICY'],
    secrets: [GITHUB_KEY, 'stepwright/jira/api-token'],
    calls: ['completeStep'],
  },
  'lambdas/steps/ask-question': { timeoutSeconds: 60, settings: ENGINE, calls: ['completeStep'] },
  'lambdas/steps/await-ci': {
    timeoutSeconds: 60,
    settings: [...ENGINE, ...GITHUB],
    secrets: [GITHUB_KEY],
    calls: ['completeStep'],
  },
  'lambdas/steps/poll-ci': {
    timeoutSeconds: 60,
    settings: [...ENGINE, ...GITHUB],
    secrets: [GITHUB_KEY],
    calls: ['completeStep'],
  },
  'lambdas/steps/decide-next-step': { timeoutSeconds: 60, settings: ['STEPWRIGHT_TABLE'] },
  'lambdas/steps/finish': { timeoutSeconds: 60, settings: [...AGENTS, 'STEPWRIGHT_AUTO_MERGE'], calls: ['stopSession'] },
} as const satisfies Readonly<Record<string, FunctionSpec>>;

/** What cleans up behind a run that ended without saying so. */
export const EXECUTION_ENDED: FunctionSpec = { timeoutSeconds: 60, settings: AGENTS, calls: ['stopSession'] };

/** The Lambdas that EventBridge Scheduler calls, by the folder of their handler, and how often. */
export const SWEEPS: Readonly<Record<string, FunctionSpec & { readonly rate: `rate(${string})` }>> = {
  'lambdas/sweeps/reminders': {
    timeoutSeconds: 60,
    settings: ['STEPWRIGHT_TABLE', 'STEPWRIGHT_REMIND_AFTER_PERCENT', 'STEPWRIGHT_ESCALATE_AFTER_PERCENT'],
    rate: 'rate(5 minutes)',
  },
  'lambdas/sweeps/stuck-tasks': {
    rate: 'rate(5 minutes)',
    timeoutSeconds: 300,
    settings: [...ENGINE, ...GITHUB, 'STEPWRIGHT_AGENT_ARNS', 'STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS'],
    secrets: [GITHUB_KEY],
    calls: ['startRun', 'stopRun', 'completeStep', 'stopSession'],
  },
  'lambdas/sweeps/sentry-issues': {
    rate: 'rate(1 hour)',
    timeoutSeconds: 900,
    settings: [...TRIAGE, 'STEPWRIGHT_SENTRY_URL', 'STEPWRIGHT_SENTRY_ORG'],
    secrets: ['stepwright/sentry/auth-token'],
    calls: ['startRun'],
  },
};

/** What has questions answered; the table's stream feeds it. It waits for the answer, which takes five minutes at most. */
export const INQUIRIES: FunctionSpec = {
  timeoutSeconds: 360,
  settings: AGENTS,
  secrets: ['stepwright/slack/bot-token'],
  calls: ['ask'],
};

/** What tells people; the table's stream feeds it. */
export const NOTIFY: FunctionSpec = {
  timeoutSeconds: 120,
  settings: [
    'STEPWRIGHT_TABLE',
    ...GITHUB,
    ...JIRA,
    'STEPWRIGHT_HANDLE',
    'STEPWRIGHT_JIRA_STATUSES',
    'STEPWRIGHT_SLACK_CHANNEL',
    'STEPWRIGHT_SLACK_ESCALATION_CHANNEL',
    'STEPWRIGHT_SLACK_ERRORS_CHANNEL',
  ],
  secrets: [GITHUB_KEY, 'stepwright/jira/api-token', 'stepwright/slack/bot-token'],
};

const TASKS = [
  ...ENGINE,
  'STEPWRIGHT_AGENT_ARNS',
  'STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS',
  'STEPWRIGHT_LABEL',
  'STEPWRIGHT_TRACES_URL',
] as const;
const TASK_CALLS = ['startRun', 'stopRun', 'completeStep', 'stopSession'] as const;

/** What does the work of deliveries after their senders were answered; the table's stream feeds it. */
export const INBOX: FunctionSpec = {
  timeoutSeconds: 120,
  settings: [
    ...TASKS,
    ...GITHUB,
    'STEPWRIGHT_AUTO_MERGE',
    'STEPWRIGHT_COMMAND_POLICY',
    'STEPWRIGHT_GITHUB_ALLOWED',
    'STEPWRIGHT_HANDLE',
    'STEPWRIGHT_MAX_TURNS',
    'STEPWRIGHT_MAX_BUDGET_USD',
  ],
  secrets: [GITHUB_KEY],
  calls: TASK_CALLS,
};

/** The REST API. */
export const API: FunctionSpec = {
  timeoutSeconds: 25,
  settings: [...TASKS, ...GITHUB, ...LIMITS, 'STEPWRIGHT_COMMAND_POLICY'],
  secrets: [GITHUB_KEY],
  calls: TASK_CALLS,
};

/** The Lambdas behind the ingress, by channel; API Gateway waits 29 seconds for them. */
export const WEBHOOKS = {
  jira: {
    timeoutSeconds: 25,
    settings: [...TASKS, ...JIRA, 'STEPWRIGHT_JIRA_ACCOUNT_ID', 'STEPWRIGHT_COMMAND_POLICY', 'STEPWRIGHT_HANDLE', ...LIMITS],
    secrets: ['stepwright/jira/api-token', 'stepwright/jira/webhook-secret'],
    calls: TASK_CALLS,
  },
  github: {
    timeoutSeconds: 25,
    settings: [...ENGINE, ...GITHUB, 'STEPWRIGHT_AUTO_MERGE', 'STEPWRIGHT_LABEL', 'STEPWRIGHT_HANDLE'],
    secrets: [GITHUB_KEY, 'stepwright/github/webhook-secret'],
    calls: ['completeStep'],
  },
  slack: {
    timeoutSeconds: 25,
    settings: [...TASKS, ...GITHUB, 'STEPWRIGHT_COMMAND_POLICY', 'STEPWRIGHT_MAX_TURNS', 'STEPWRIGHT_MAX_BUDGET_USD'],
    secrets: [GITHUB_KEY, 'stepwright/slack/bot-token', 'stepwright/slack/signing-secret'],
    calls: TASK_CALLS,
  },
  sentry: {
    timeoutSeconds: 25,
    settings: TRIAGE,
    secrets: ['stepwright/sentry/client-secret'],
    calls: ['startRun'],
  },
} as const satisfies Readonly<Record<string, FunctionSpec>>;

/** What has GitHub sign its deliveries with a new secret. */
export const GITHUB_ROTATION = {
  timeoutSeconds: 60,
  settings: GITHUB,
  secrets: [GITHUB_KEY, 'stepwright/github/webhook-secret'],
  rotates: 'stepwright/github/webhook-secret',
} as const satisfies FunctionSpec;

/** What logs what CloudWatch counts. */
export const MEASURE: FunctionSpec = { timeoutSeconds: 60, settings: [] };

/** The page on which a sign-in for the chat ends. */
export const SIGNED_IN_PAGE: FunctionSpec = { timeoutSeconds: 10, settings: [] };

const SLACK: FunctionSpec = {
  timeoutSeconds: 30,
  settings: ['STEPWRIGHT_SLACK_CHANNEL'],
  secrets: ['stepwright/slack/bot-token'],
};

/** The Slack tools behind the gateway of tools. */
export const SLACK_TOOLS: FunctionSpec = SLACK;

/** What tells the team's channel of alarms. */
export const ALARMS_TO_SLACK: FunctionSpec = SLACK;
