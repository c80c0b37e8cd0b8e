import { basename, join } from 'node:path';
import { type Github, openGithub } from './github/github.ts';
import type { OauthApp } from './github/twin.ts';
import { type Jira, openJira } from './jira/jira.ts';
import { fileLogger } from './logger.ts';
import type { LocalOptions } from './options.ts';
import type { Ports } from './ports.ts';
import type { LocalSecrets } from './secrets/open-local-secrets.ts';
import { GITHUB_APP_ID, JIRA_EMAIL, JIRA_PROJECT, SENTRY_ORG } from './settings.ts';
import { openSentry, type Sentry } from './sentry/sentry.ts';
import { openSlack, type Slack } from './slack/slack.ts';

const SAMPLE = new URL('./sample/', import.meta.url).pathname;
const SAMPLE_REPOSITORIES = {
  shipping: 'Quotes what it costs to ship an order',
  storefront: 'Shows the cart and its shipping costs to customers',
} as const;
const SLACK_CHANNEL = 'C0STEPWRIGHT';
const SENTRY_PROJECTS = ['storefront', 'shipping'] as const;

export interface Vendors {
  readonly github: Github;
  readonly jira: Jira;
  readonly slack: Slack;
  readonly sentry: Sentry;
  readonly urls: { readonly github: string; readonly jira: string; readonly slack: string; readonly sentry: string };
  close(): Promise<void>;
}

export interface VendorsInput {
  readonly options: LocalOptions;
  readonly secrets: LocalSecrets;
  readonly ports: Ports;
  readonly ingress: string;
  readonly oauthApp: OauthApp;
}

/** Opens the twins of Jira, GitHub (with its CI) and Slack; their webhooks go to the ingress. */
export async function openVendors({ options, secrets, ports, ingress, oauthApp }: VendorsInput): Promise<Vendors> {
  const { dataDir } = options;
  const logger = fileLogger(join(dataDir, 'logs', 'vendors.log'), 'vendors');
  const [githubDoor, jiraDoor, slackDoor] = [await ports.open('github'), await ports.open('jira'), await ports.open('slack')];
  const github = await openGithub({
    dataDir,
    url: githubDoor.url,
    appId: GITHUB_APP_ID,
    appPrivateKeyPem: secrets.read('stepwright/github/app-private-key'),
    webhookSecret: secrets.read('stepwright/github/webhook-secret'),
    webhookUrl: () => `${ingress}/webhooks/github`,
    oauthApp,
    logger,
  });
  await seedRepositories(github, options);
  const jira = await openJira({
    file: join(dataDir, 'jira.sqlite'),
    url: () => jiraDoor.url,
    email: JIRA_EMAIL,
    apiToken: secrets.read('stepwright/jira/api-token'),
    webhookSecret: secrets.read('stepwright/jira/webhook-secret'),
    webhookUrl: () => `${ingress}/webhooks/jira`,
    project: JIRA_PROJECT,
    logger,
  });
  const slack = await openSlack({
    file: join(dataDir, 'slack.sqlite'),
    url: () => slackDoor.url,
    botToken: secrets.read('stepwright/slack/bot-token'),
    signingSecret: secrets.read('stepwright/slack/signing-secret'),
    commandUrl: () => `${ingress}/webhooks/slack`,
    channel: SLACK_CHANNEL,
    logger,
  });
  const sentryDoor = await ports.open('sentry');
  const sentry = await openSentry({
    file: join(dataDir, 'sentry.sqlite'),
    url: () => sentryDoor.url,
    organization: SENTRY_ORG,
    projects: SENTRY_PROJECTS,
    authToken: secrets.read('stepwright/sentry/auth-token'),
    clientSecret: secrets.read('stepwright/sentry/client-secret'),
    webhookUrl: () => `${ingress}/webhooks/sentry`,
    logger,
  });
  sentryDoor.attach(sentry.app);
  githubDoor.attach(github.app);
  jiraDoor.attach(jira.app);
  slackDoor.attach(slack.app);
  return {
    github,
    jira,
    slack,
    sentry,
    urls: { github: githubDoor.url, jira: jiraDoor.url, slack: slackDoor.url, sentry: sentryDoor.url },
    close: async () => {
      await Promise.all([github.close(), jira.close(), slack.close(), sentry.close()]);
    },
  };
}

/** The user's own repository, or else the sample's; one that is there already stays as it is. */
async function seedRepositories(github: Github, { work }: LocalOptions): Promise<void> {
  if (work) {
    const name = basename(work.repoPath).replace(/[^A-Za-z0-9._-]/g, '-');
    await github.seedRepository({ name: `local/${name}`, directory: work.repoPath });
    return;
  }
  for (const [name, description] of Object.entries(SAMPLE_REPOSITORIES)) {
    await github.seedRepository({ name: `acme/${name}`, directory: join(SAMPLE, name), description });
  }
}
