import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openSandbox } from '#adapters/sandbox/open-sandbox.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { UpstreamError } from '#domain/errors.ts';
import type { Isolation, Sandbox } from '#ports/sandbox.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { readSettings } from '#lambdas/http/settings.ts';
import { readNotifySettings } from '#lambdas/notify/settings.ts';
import { readPolicy } from '#lambdas/steps/request-approval/read-policy.ts';
import { type ApiPeople, openApiPeople } from './api-people.ts';
import { bundleAgents } from './agentcore/bundle-agents.ts';
import { type AgentCore, openAgentCore } from './agentcore/open-agent-core.ts';
import { openCodeInterpreter } from './agentcore/code-interpreter.ts';
import type { People } from './agentcore/open-people.ts';
import { openBedrock } from './bedrock/server.ts';
import { sampleScripts } from './bedrock/scripts/index.ts';
import { lockDataDir } from './data-dir.ts';
import { type LocalDescription, toDescription } from './describe.ts';
import { listTokens, openLocalPeople, registerOauthApp, SIGNED_IN } from './people.ts';
import { startDynamodb } from './dynamodb/start-dynamodb.ts';
import { openIngress } from './ingress.ts';
import { callApi, receiveGithub, receiveJira, receiveSentry, receiveSlack, showSignedIn, takeStream } from './lambdas.ts';
import { fileLogger, type Logger } from './logger.ts';
import type { LocalOptions } from './options.ts';
import { type Door, openPorts, type Ports } from './ports.ts';
import { startSchedules } from './schedules.ts';
import { s3App } from './s3/s3-app.ts';
import { type LocalSecrets, openLocalSecrets } from './secrets/open-local-secrets.ts';
import {
  type Addresses,
  CODE_INTERPRETER,
  LABEL,
  REGION,
  TABLE,
  TRACES_BUCKET,
  takeUserEnv,
  toAgentEnv,
  toLambdaEnv,
} from './settings.ts';
import { openVendors, type Vendors } from './vendors.ts';
import { openWorkflow } from './workflow.ts';

export interface LocalEnvironment {
  readonly local: LocalDescription;
  readonly store: TaskStore;
  /** How the agents keep repository code apart on this machine. */
  readonly isolation: Isolation;
  /** The label that makes a ticket a task. */
  readonly label: string;
  /** Types `/agent <text>` as the approver; answers what Slack showed. */
  readonly sayInSlack: (text: string) => Promise<string>;
  /** Ends every part in order, child processes included. */
  stop(): Promise<void>;
}

type Close = () => void | Promise<void>;

/** Starts every part of the environment; `onFatal` is told when one dies later and cannot be replaced. */
export async function startLocal(options: LocalOptions, onFatal: (error: unknown) => void): Promise<LocalEnvironment> {
  const closers: Close[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    return { ...(await start(options, onFatal, closers)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Started = Omit<LocalEnvironment, 'stop'>;

async function start(options: LocalOptions, onFatal: (error: unknown) => void, closers: Close[]): Promise<Started> {
  const { dataDir } = options;
  closers.push(lockDataDir(dataDir));
  const user = takeUserEnv(process.env);
  const logger = fileLogger(join(dataDir, 'logs', 'environment.log'), 'environment');
  const bundling = bundleAgents(logger);
  const ports = openPorts(join(dataDir, 'ports.json'));
  closers.push(() => ports.closeAll());
  const ingress = await ports.open('ingress', options.port);
  const secrets = openLocalSecrets(join(dataDir, 'secrets.json'));
  const agentcore = await ports.open('agentcore');
  const oauthApp = registerOauthApp(agentcore.url);
  const vendors = await openVendors({ options, secrets, ports, ingress: ingress.url, oauthApp });
  closers.push(() => vendors.close());
  const died = (message: string): void => onFatal(new UpstreamError(message, { code: 'ENGINE_DIED' }));
  const dynamodb = await startDynamodb({ dataDir: join(dataDir, 'dynamodb'), logger, table: TABLE, onExit: died });
  closers.push(() => dynamodb.close());
  const people = openLocalPeople({
    dataDir,
    agentcore: agentcore.url,
    ingress: ingress.url,
    github: vendors.urls.github,
    oauthApp,
  });
  closers.push(() => people.close());
  const sandbox = openSandbox({ path: user['PATH'] ?? '', home: user['HOME'], required: true });
  const cloud = await openCloud({
    options,
    user,
    sandbox,
    ports,
    secrets,
    vendors,
    dynamodb: dynamodb.url,
    logger,
    closers,
    agentcore,
    people,
    ingress: ingress.url,
    bundling,
  });
  dynamodb.onEvent(async (event) => {
    const { batchItemFailures } = await takeStream(event);
    if (batchItemFailures.length > 0) throw new UpstreamError('some notifications failed', { code: 'NOTIFY_FAILED' });
  });
  closers.push(startSchedules(logger));
  const apiPeople = openApiPeople(secrets);
  const chatTokens = await listTokens(people);
  const local = toDescription({ ...cloud, vendors, secrets, people: apiPeople, ingress: ingress.url, chatTokens });
  attachIngress(ingress, apiPeople, local);
  return {
    local,
    store: openStore(dynamodb.url),
    isolation: await sandbox.isolation(),
    label: LABEL,
    sayInSlack: saySomething(vendors),
  };
}

interface CloudInput {
  readonly options: LocalOptions;
  readonly user: NodeJS.ProcessEnv;
  readonly sandbox: Sandbox;
  readonly ports: Ports;
  readonly secrets: LocalSecrets;
  readonly vendors: Vendors;
  readonly dynamodb: string;
  readonly logger: Logger;
  readonly closers: Close[];
  readonly agentcore: Door;
  readonly people: People;
  readonly ingress: string;
  readonly bundling: ReturnType<typeof bundleAgents>;
}

interface Cloud {
  readonly addresses: Addresses;
  readonly agents: AgentCore;
}

/** What AWS would run: Secrets Manager, Bedrock, AgentCore with the agents, and Step Functions with the Lambdas. */
async function openCloud(input: CloudInput): Promise<Cloud> {
  const { options, user, ports, secrets, vendors, dynamodb, logger, closers } = input;
  const doors = {
    secrets: await ports.open('secrets'),
    s3: await ports.open('s3'),
    bedrock: await ports.open('bedrock'),
    agentcore: input.agentcore,
    stepFunctions: await ports.open('step-functions'),
  };
  doors.secrets.attach(secrets.app);
  const s3Dir = join(options.dataDir, 's3');
  doors.s3.attach(s3App(s3Dir, TRACES_BUCKET));
  doors.bedrock.attach(openBedrock({ scripts: sampleScripts, delayMs: scriptDelay() }).app);
  const addresses: Addresses = {
    dynamodb,
    stepFunctions: doors.stepFunctions.url,
    agentcore: doors.agentcore.url,
    secrets: doors.secrets.url,
    s3: doors.s3.url,
    bedrock: doors.bedrock.url,
    githubApi: `${vendors.urls.github}/api`,
    jira: vendors.urls.jira,
    slackApi: `${vendors.urls.slack}/api/`,
    sentry: vendors.urls.sentry,
    signedIn: `${input.ingress}${SIGNED_IN}`,
  };
  const interpreter = await openInterpreter(input);
  const agents = await openAgentCore({
    entryOf: await input.bundling,
    env: { ...toAgentEnv(addresses, join(options.dataDir, 'workspaces'), user), ...interpreter?.env },
    dataDir: options.dataDir,
    logger,
    people: input.people,
    ...(interpreter ? { interpreter: interpreter.app } : {}),
  });
  closers.push(() => agents.stop());
  doors.agentcore.attach(agents.app);
  const lambdaEnv = toLambdaEnv({
    addresses,
    agentArns: agents.arns,
    jiraAccountId: vendors.jira.agent.accountId,
    slackChannel: vendors.slack.channel.id,
    logFile: join(options.dataDir, 'logs', 'lambdas.log'),
    s3Dir,
  });
  // The Lambdas run in this process and read their settings from its environment, as they do in the cloud.
  Object.assign(process.env, lambdaEnv);
  checkSettings(process.env);
  const workflow = await openWorkflow(join(options.dataDir, 'step-functions.sqlite'), logger);
  closers.push(() => workflow.close());
  doors.stepFunctions.attach(workflow.app);
  await workflow.deploy(addresses.stepFunctions);
  return { addresses, agents };
}

/** Where nothing keeps a model's programs apart from the user's files, none is run. */
async function openInterpreter({ options, sandbox, closers }: CloudInput) {
  if (!(await sandbox.isolation()).isolated) return undefined;
  const directory = join(options.dataDir, 'interpreter');
  const interpreter = await openCodeInterpreter({ interpreterId: CODE_INTERPRETER, directory, sandbox });
  closers.push(() => interpreter.close());
  return { app: interpreter.app, env: { STEPWRIGHT_CODE_INTERPRETER: CODE_INTERPRETER } };
}

/** Finds out at the start what would otherwise fail every delivery. @throws InputError `SETTINGS_INVALID` */
function checkSettings(env: NodeJS.ProcessEnv): void {
  readSettings(env);
  readNotifySettings(env);
  readPolicy(env['STEPWRIGHT_APPROVAL_POLICY']);
}

/** Milliseconds the scripted model takes for an answer, so that a person or a test can watch. */
function scriptDelay(): number {
  const given = Number(process.env['STEPWRIGHT_SCRIPT_DELAY_MS'] ?? 0);
  return Number.isFinite(given) && given > 0 ? given : 0;
}

function attachIngress(door: Door, { authorise }: ApiPeople, local: LocalDescription): void {
  const routes = {
    '/webhooks/jira': receiveJira,
    '/webhooks/github': receiveGithub,
    '/webhooks/slack': receiveSlack,
    '/webhooks/sentry': receiveSentry,
  };
  door.attach(openIngress(routes, { handler: callApi, authorise }, () => local, { [SIGNED_IN]: showSignedIn }));
}

function openStore(endpoint: string): TaskStore {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return openTaskStore({
    client: new DynamoDBClient({ endpoint, region: REGION, credentials }),
    table: TABLE,
    clock: systemClock,
  });
}

function saySomething({ slack }: Vendors): (text: string) => Promise<string> {
  return async (text) => (await slack.command({ user: slack.robin.id, text })).text;
}
