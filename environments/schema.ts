import { z } from 'zod';
import type { AgentName } from '#domain/agent.ts';
import { isBranchTemplate } from '#domain/branch-template.ts';
import { AUTO_MERGES } from '#domain/decide-follow-up.ts';
import { isRegion, REGIONS } from './regions.ts';

/** AgentCore's own limit on a session, in seconds: 8 hours. */
const MAX_LIFETIME_SECONDS = 28_800;
/** The days that CloudWatch Logs accepts for retention, as far as they make sense here. */
const RETENTION_DAYS = [7, 14, 30, 60, 90, 180, 365, 400, 731, 1_827, 3_653] as const;

const text = z.string().min(1);
const seconds = z
  .int()
  .min(60, 'give at least 60 seconds')
  .max(MAX_LIFETIME_SECONDS, 'AgentCore ends a session after 28800 seconds: give at most that');

const agentSchema = z.strictObject({
  model: z
    .string()
    .regex(
      /^(bedrock|anthropic|openai):\S+$/,
      'a model is written vendor:id, for example bedrock:us.anthropic.claude-sonnet-4-6',
    ),
  /** US dollars per million tokens, in/out, of a model whose list price the code does not know. */
  modelPrice: z
    .string()
    .regex(/^\d+(\.\d+)?\/\d+(\.\d+)?$/, 'a price is written in/out in US dollars per million tokens, for example 3/15')
    .optional(),
  /** `zip` runs on AgentCore's own Node; `container` carries git and toolchains. */
  artifact: z.enum(['zip', 'container'], 'an artifact is zip or container'),
  /** How long a session without work is kept. */
  idleSeconds: seconds.default(900),
  lifetimeSeconds: seconds.default(MAX_LIFETIME_SECONDS),
});

const domainSchema = z.strictObject({
  name: text.regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'a domain name looks like hooks.example.com'),
  certificateArn: text.regex(
    /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/\S+$/,
    'a domain needs its ACM certificate: give arn:aws:acm:REGION:ACCOUNT:certificate/ID, or leave the domain out',
  ),
});

const percent = z.number().min(0, 'give 0 to 99 per cent').max(99, 'give 0 to 99 per cent');

const approvalSchema = z.strictObject({
  policy: text.regex(
    /^(auto|(not-requester|anyone|code-owners|list:[^\s,@+]+@[^\s,@]+(,[^\s,@+]+@[^\s,@]+)*)(\+(not-requester|anyone|code-owners|list:[^\s,@+]+@[^\s,@]+(,[^\s,@+]+@[^\s,@]+)*))*)$/,
    'write auto, or not-requester, anyone, code-owners or list: with e-mail addresses separated by commas, several with + between',
  ),
  /** After which part of that time people are reminded, and it is told in the escalation channel; 0: never. */
  remindAfterPercent: percent.default(50),
  escalateAfterPercent: percent.default(75),
  timeoutSeconds: z
    .int()
    .min(60, 'nobody decides within less than 60 seconds')
    .max(1_209_600, 'a plan waits at most 14 days: 1209600 seconds'),
});

const networkSchema = z.strictObject({
  cidr: text.regex(/^10\.\d{1,3}\.0\.0\/16$/, 'give the addresses as 10.N.0.0/16').default('10.40.0.0/16'),
  /** AgentCore works in some zones of a region only; its guide lists them. */
  zones: z
    .array(text.regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, 'a zone looks like us-east-1a'))
    .min(2, 'name two zones')
    .max(6, 'name at most six zones'),
  /** What repositories' own tools look up, such as `registry.npmjs.org`; the vendors are allowed already. */
  allowedDomains: z
    .array(text.regex(/^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/, 'a name looks like example.com or *.example.com'))
    .default([]),
  /** First `observe`, which logs what would be refused; then `enforce`. */
  dnsFirewall: z.enum(['observe', 'enforce'], 'the DNS firewall can observe or enforce'),
});

const ingressSchema = z.strictObject({
  /** Of all senders together. */
  requestsPerSecond: z
    .int()
    .min(1, 'let at least 1 request a second in')
    .max(10_000, 'API Gateway gives an account 10000 requests a second')
    .default(100),
  /** Of one address in five minutes, before WAF blocks it. */
  requestsPerAddress: z
    .int()
    .min(10, 'WAF counts from 10 requests in five minutes')
    .max(2_000_000_000, 'WAF counts to 2000000000')
    .default(2_000),
  /** WAF in front of the API; it costs some dollars a month. */
  firewall: z.boolean().default(true),
  domain: domainSchema.optional(),
});

const slackChannel = text.regex(/^\S+$/, 'give the channel’s id, such as C0123456789');

/** What an environment in the cloud is made of: data only, as it is written in `dev.ts` and its siblings. */
export const environmentSchema = z.strictObject({
  name: text.regex(/^[a-z][a-z0-9-]{1,11}$/, 'name the environment with 2–12 of a-z, 0-9 and -, a letter first'),
  region: z.string().refine(isRegion, `choose a region that has AgentCore Runtime: ${REGIONS.join(', ')}`),
  accountId: text.regex(/^\d{12}$/, 'an AWS account id has 12 digits'),
  /** The S3 bucket that holds Terraform's state; it exists before anything else. */
  stateBucket: text.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'give the name of an S3 bucket: 3–63 of a-z, 0-9, - and .'),
  /** Put on every resource, beside our own. */
  tags: z.record(text, text).default({}),
  jira: z.strictObject({
    url: z.url('give the address of the Jira site, https://…'),
    email: z.email('give the e-mail address of the agent’s Jira account'),
    accountId: text.optional(),
    /** The OAuth app with which people lend agents their own identity there; its secret is a credential of AgentCore. */
    oauthClientId: text.optional(),
    label: text.regex(/^\S+$/, 'a label has no spaces').default('AI'),
    /** Key of the project in which errors get their tickets. */
    project: text.regex(/^[A-Z][A-Z0-9_]+$/, 'give a project’s key, such as SHOP').optional(),
    /** Issue type of those tickets; the code’s own, Bug, when left out. */
    bugType: text.optional(),
    /** What the ticket's statuses are called. */
    statuses: z.strictObject({ started: text, review: text, done: text, returned: text }).optional(),
  }),
  github: z.strictObject({
    apiUrl: z.url('give the address of the REST API').default('https://api.github.com'),
    appId: text,
    /** As for Jira. */
    oauthClientId: text.optional(),
    /** Logins that may command without write access to the repository. */
    allowed: z.array(text).optional(),
    /** How branches are named, such as {type}/{key}-{slug}-{id}; as a repository's other branches when left out. */
    branchTemplate: text.refine(isBranchTemplate, 'write it like {type}/{key}-{slug}-{id}').optional(),
    /** How a pull request of ours is merged when it is green and approved; people merge when left out. */
    autoMerge: z.enum(AUTO_MERGES).optional(),
  }),
  slack: z.strictObject({
    channel: slackChannel,
    /** Where it is told that nobody decides on a plan; the task's thread when left out. */
    escalationChannel: slackChannel.optional(),
    /** Where errors and their tickets are told; the channel above when left out. */
    errorsChannel: slackChannel.optional(),
  }),
  /** Errors become tickets in `jira.project`; without it nobody looks at any. */
  sentry: z
    .strictObject({
      url: z.url('give the address of Sentry, https://…').default('https://sentry.io'),
      organization: text.regex(/^[a-z0-9][a-z0-9_-]*$/, 'give the slug of the organisation'),
      /** Slugs; all projects when left out. */
      projects: z.array(text.regex(/^[a-z0-9_-]+$/, 'a slug has a-z, 0-9, _ and -')).default([]),
      /** Events in 24 hours that make a ticket; the code’s own where left out. */
      thresholds: z.partialRecord(z.enum(['fatal', 'error', 'warning', 'info', 'debug']), z.int().positive()).optional(),
    })
    .optional(),
  /** How people address the agent in comments. */
  handle: text.regex(/^@\S+$/, 'a handle starts with @ and has no spaces').default('@agent'),
  approval: approvalSchema,
  /** Who may answer, instruct, cancel and retry; anybody whom the channel lets speak when left out. */
  commandPolicy: text
    .regex(
      /^(anyone|requester(\+list:[^\s,@]+@[^\s,@]+(,[^\s,@]+@[^\s,@]+)*)?)$/,
      'write anyone, requester, or requester+list:a@example.com',
    )
    .optional(),
  /** What one task may use; the code's own limits when left out. */
  limits: z
    .strictObject({
      maxTurns: z.int().min(1, 'an agent takes at least 1 turn').max(500, 'a task takes at most 500 turns'),
      maxBudgetUsd: z.number().min(0.01, 'a task costs at least 0.01 USD').max(100, 'a task may cost at most 100 USD'),
      /** How long the agents of one task may work together. */
      maxWorkMinutes: z
        .int()
        .min(1, 'agents work at least a minute')
        .max(480, 'AgentCore ends a session after 480 minutes')
        .optional(),
    })
    .optional(),
  /** `preferred` lets repository code run although AgentCore gives it no namespaces, within reach of the agent's role. */
  sandbox: z.enum(['required', 'preferred'], 'a sandbox is required or preferred').default('required'),
  /** Package registries of your own, as host or host:port, which package managers may reach in the sandbox. */
  packageHosts: z.array(text.regex(/^[a-z0-9.-]+(:\d+)?$/, 'write host or host:port')).optional(),
  /** Every agent of the product: the one whose program is not there yet is deployed as soon as it is. */
  agents: z.strictObject({
    discovery: agentSchema,
    planning: agentSchema,
    execution: agentSchema,
    'ci-monitor': agentSchema,
    sentry: agentSchema,
    slack: agentSchema,
    review: agentSchema,
    chat: agentSchema,
  } satisfies Record<AgentName, z.ZodType> & Record<string, z.ZodType>),
  /** Tag of the agents' container images; a new image gets a new one. */
  imageTag: text.regex(/^[\w][\w.-]{0,127}$/, 'an image tag has at most 128 of letters, digits, _ . and -'),
  ingress: ingressSchema.prefault({}),
  /** Concurrency kept for each webhook Lambda; leave it out in an account whose limit is low. */
  webhookConcurrency: z
    .int()
    .min(1, 'keep at least 1, or leave it out')
    .max(900, 'AWS leaves 100 of an account’s 1000 unreserved')
    .optional(),
  /** The Sentry project where our own errors are reported: nowhere when left out. A DSN lets nobody read anything. */
  errorsDsn: z.url('give a DSN of Sentry, https://…').optional(),
  logRetentionDays: z.literal(RETENTION_DAYS, `CloudWatch keeps logs for ${RETENTION_DAYS.join(', ')} days: choose one`),
  /** Who is told of alarms. */
  alarmEmails: z.array(z.email('give e-mail addresses')).min(1, 'name at least one address, or alarms reach nobody'),
  /** What the whole account may cost a month before somebody is told, in US dollars. */
  monthlyBudgetUsd: z.int('give whole US dollars').min(1, 'give at least 1 US dollar'),
  /** A VPC for Lambdas and agents; without it they run outside of any. */
  network: networkSchema.optional(),
});

export type Environment = z.output<typeof environmentSchema>;
export type EnvironmentData = z.input<typeof environmentSchema>;
