import { globSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AGENT_NAMES } from '#domain/agent.ts';
import { dev } from '#environments/dev.ts';
import type { EnvironmentData } from '#environments/schema.ts';
import { findEntries } from '#stacks/bundles/entries.ts';
import { ofType, planOf, type Resource, statementsOf } from './plan.ts';

const agents = structuredClone(dev.agents);
for (const agent of AGENT_NAMES) agents[agent].modelPrice = '3/15';
/** With everything that may be left out. */
const full: EnvironmentData = {
  ...dev,
  agents,
  limits: { maxTurns: 1, maxBudgetUsd: 1, maxWorkMinutes: 1 },
  packageHosts: ['npm.example.com'],
  commandPolicy: 'requester',
  github: { ...dev.github, allowed: ['renovator'], autoMerge: 'squash', branchTemplate: '{key}-{id}', oauthClientId: 'Iv1.0' },
  ingress: { domain: { name: 'hooks.example.com', certificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/1' } },
  slack: { ...dev.slack, escalationChannel: 'C1', errorsChannel: 'C2' },
  sentry: { organization: 'o', projects: ['p'], thresholds: { fatal: 1 } },
  jira: {
    ...dev.jira,
    accountId: '1',
    project: 'SHOP',
    bugType: 'Bug',
    statuses: { started: 'a', review: 'b', done: 'c', returned: 'To Do' },
  },
};
const resources = planOf(full);
const statements = statementsOf(resources);

/** What code reads that the cloud leaves at its default, with the reason. */
const DEFAULTS: Readonly<Record<string, string>> = {
  STEPWRIGHT_LOG_FILE: 'logs go to standard output',
  STEPWRIGHT_SLACK_API_URL: 'there is one Slack',
  STEPWRIGHT_MODEL_URL: 'for compatible servers of one’s own',
  STEPWRIGHT_WORKSPACE_DIR: 'a session has its disk to itself',
};

/** The AWS actions behind the methods of the ports that adapters implement. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  startRun: ['states:StartExecution', 'states:DescribeExecution'],
  stopRun: ['states:StopExecution'],
  completeStep: ['states:SendTaskSuccess'],
  failStep: ['states:SendTaskFailure'],
  heartbeat: ['states:SendTaskHeartbeat'],
  invoke: ['bedrock-agentcore:InvokeAgentRuntime'],
  ask: ['bedrock-agentcore:InvokeAgentRuntime'],
  stopSession: ['bedrock-agentcore:StopRuntimeSession'],
  githubAccess: ['bedrock-agentcore:GetWorkloadAccessTokenForJWT', 'bedrock-agentcore:GetResourceOauth2Token'],
  completeSignIn: ['bedrock-agentcore:CompleteResourceTokenAuth'],
  openSession: ['Start', 'Stop']
    .map((verb) => `bedrock-agentcore:${verb}CodeInterpreterSession`)
    .concat('bedrock-agentcore:InvokeCodeInterpreter'),
};
const STORE = ['ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map((name) => `dynamodb:${name}`);

const read = (file: string): string => readFileSync(file, 'utf8');
const textOf = (pattern: string | string[]): string => globSync(pattern).map(read).join('\n');
const settingsIn = (text: string): readonly string[] => text.match(/STEPWRIGHT_[A-Z_]*[A-Z]/g) ?? [];
const secretsIn = (text: string): readonly string[] => text.match(/(?<=')stepwright\/[a-z/-]+(?=')/g) ?? [];
const unique = (names: Iterable<string>): readonly string[] =>
  [...new Set(names)].toSorted((one, other) => one.localeCompare(other));

/** Our modules of an entry, as far as anything of them is used, without the core. */
async function modulesOf(source: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [source],
    bundle: true,
    packages: 'external',
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    outdir: '/',
    logLevel: 'error',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return unique(
    inputs.filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !path.startsWith('core/')).map(([path]) => path),
  );
}

/** What the code calls of the ports whose adapter its handler opens. */
async function callsOf(source: string, wiring: string): Promise<readonly string[]> {
  const text = (await modulesOf(source)).map(read).join('\n');
  const engine = wiring.includes('openWorkflowEngine(') ? ['startRun', 'stopRun', 'completeStep', 'failStep', 'heartbeat'] : [];
  const agents = wiring.includes('openAgentRuntime(') ? ['invoke', 'ask', 'stopSession'] : [];
  const identity = wiring.includes('openUserIdentity(') ? ['githubAccess', 'completeSignIn'] : [];
  const interpreter = wiring.includes('openInterpreter(') ? ['openSession'] : [];
  return [...engine, ...agents, ...identity, ...interpreter].filter((method) => new RegExp(`\\.${method}\\(`).test(text));
}

/** Actions of these services that a role may take. */
const actionsOf = (role: string, services: RegExp): readonly string[] =>
  unique(
    statements
      .filter(({ resource, actions }) => resource.attributes['name'] === role && !actions.includes('sts:AssumeRole'))
      .flatMap(({ actions }) => actions.filter((action) => services.test(action))),
  );

/** The secrets that a role may read, as parts of the references to them. */
const secretsOf = (role: string): string =>
  statements
    .filter(({ resource, actions }) => resource.attributes['name'] === role && actions.includes('secretsmanager:GetSecretValue'))
    .flatMap((statement) => statement.resources)
    .join(' ');

function variablesOf(resource: Resource | undefined): readonly string[] {
  const schema = z.object({ variables: z.record(z.string(), z.string()) });
  const environment = resource?.attributes['environment'];
  const variables = environment ? schema.parse(environment).variables : resource?.attributes['environment_variables'];
  return Object.keys(z.record(z.string(), z.string()).parse(variables));
}

const mentioned = (names: readonly string[], references: string): readonly string[] =>
  names.filter((name) => references.includes(name.replaceAll('/', '-')));

const commandsIn = (folder: string): readonly string[] =>
  unique([...textOf(`core/adapters/${folder}/*.ts`).matchAll(/new ([A-Z]\w+)Command\(/g)].map(([, name]) => name ?? ''));

describe('adapters', () => {
  test('send no command but those whose permissions are known here', () => {
    const known = Object.values(ACTIONS).flat();
    expect(commandsIn('step-functions').map((name) => `states:${name}`)).toEqual(
      unique(known.filter((action) => action.startsWith('states:'))),
    );
    expect(commandsIn('agentcore').map((name) => `bedrock-agentcore:${name}`)).toEqual(
      unique(known.filter((action) => action.startsWith('bedrock-agentcore:'))),
    );
    expect(commandsIn('dynamodb')).toEqual(['GetItem', 'PutItem', 'Query', 'TransactWriteItems']);
    expect(commandsIn('secrets-manager')).toEqual([
      'DescribeSecret',
      'GetSecretValue',
      'PutSecretValue',
      'UpdateSecretVersionStage',
    ]);
  });
});

/** Whether all, none or some of an environment's programs report their errors. */
function reporting(data: EnvironmentData): ReadonlySet<boolean> {
  const all = planOf(data).filter(({ type }) => /^aws_(lambda_function|bedrockagentcore_agent_runtime)$/.test(type));
  return new Set(all.map((resource) => variablesOf(resource).includes('SENTRY_DSN')));
}

test('every Lambda and every agent reports its own errors where the environment says, and nowhere else', () => {
  expect(reporting({ ...full, errorsDsn: 'https://key@o1.ingest.sentry.io/2' })).toEqual(new Set([true]));
  expect(reporting(full)).toEqual(new Set([false]));
});

test('every agent that is built is deployed, and no other', () => {
  const built = findEntries().flatMap(({ name }) => (name.startsWith('agents-') ? [name.replace('agents-', '')] : []));
  expect([...AGENT_NAMES].toSorted((one, other) => one.localeCompare(other))).toEqual(built);
});

describe.each(findEntries().filter(({ name }) => !name.startsWith('agents-')))('the Lambda $name', ({ name, source }) => {
  const role = `stepwright-dev-${name}`;
  const lambda = ofType(resources, 'aws_lambda_function').find(({ attributes }) => attributes['function_name'] === role);
  const own = textOf(`${source.replace('/handler.ts', '')}/*.ts`);

  test('exists', () => {
    expect(lambda).toBeDefined();
  });

  test('is given the settings that its code reads, and no others', () => {
    expect(unique(variablesOf(lambda))).toEqual(unique(settingsIn(own)).filter((setting) => !(setting in DEFAULTS)));
  });

  test('may read the secrets that its code reads, and no others', () => {
    const all = unique(secretsIn(textOf(['lambdas/**/*.ts', 'agents/**/*.ts'])));
    expect(mentioned(all, secretsOf(role))).toEqual(unique(secretsIn(own)));
  });

  test('may change a secret only when it rotates it, and then that one', () => {
    const rotates = /openSecretVersions\(\{ client, name: '([^']+)'/.exec(read(source))?.[1];
    const changes = statements.filter(({ resource, actions }) => {
      return resource.attributes['name'] === role && actions.some((action) => /^secretsmanager:(?!Get)/.test(action));
    });
    expect(changes.flatMap((statement) => statement.resources.map((arn) => mentioned([rotates ?? '-'], arn)))).toEqual(
      rotates ? [[rotates]] : [],
    );
  });

  test('may do what its code does, and nothing else', async () => {
    const calls = await callsOf(source, read(source));
    expect(actionsOf(role, /^(states|bedrock-agentcore):/)).toEqual(unique(calls.flatMap((call) => ACTIONS[call] ?? [])));
    expect(actionsOf(role, /^dynamodb:(?!.*(Stream|Records|Shard))/)).toEqual(
      /open(Task|Inquiry)Store\(/.test(read(source)) ? STORE : [],
    );
  });
});

describe.each(findEntries().filter(({ name }) => name.startsWith('agents-')))('the agent $name', ({ name, source }) => {
  const agent = name.replace('agents-', '');
  const role = `stepwright-dev-agent-${agent}`;
  const runtimeName = role.replaceAll('-', '_');
  const runtime = ofType(resources, 'aws_bedrockagentcore_agent_runtime').find(
    ({ attributes }) => attributes['agent_runtime_name'] === runtimeName,
  );
  const ownOf = async (): Promise<string> => {
    const paths = await modulesOf(source);
    return paths
      .filter((path) => path !== 'agents/harness/settings.ts')
      .map(read)
      .join('\n');
  };

  test('is given the settings that its code reads, and no others', async () => {
    const expected = unique([...settingsIn(await ownOf()), 'AWS_REGION', 'STEPWRIGHT_MODEL_PRICE']).filter(
      (setting) => !(setting in DEFAULTS),
    );
    expect(unique(variablesOf(runtime))).toEqual(expected);
  });

  test('may read the secrets that its code reads, and no others', async () => {
    const all = unique(secretsIn(textOf(['lambdas/**/*.ts', 'agents/**/*.ts'])));
    expect(mentioned(all, secretsOf(role))).toEqual(
      unique(secretsIn(await ownOf())).filter((secret) => !secret.includes('/model/')),
    );
  });

  test('may do what its code does and call its model, and nothing else', async () => {
    const calls = (await callsOf(source, await ownOf())).flatMap((call) => ACTIONS[call] ?? []);
    expect(actionsOf(role, /^(states|bedrock-agentcore):/)).toEqual(unique(calls));
    const isChat = read(source).includes('openChatSessionStore(');
    expect(actionsOf(role, /^dynamodb:/)).toEqual(isChat ? ['dynamodb:GetItem', 'dynamodb:PutItem'] : STORE);
    const streams = /\bmodel\.stream\(/.test(await ownOf());
    expect(actionsOf(role, /^bedrock:/)).toEqual([`bedrock:InvokeModel${streams ? 'WithResponseStream' : ''}`]);
  });

  test('may keep transcripts when it writes any, and never read or delete them', async () => {
    const mayWrite = statements.filter(({ resource, actions }) => {
      return resource.attributes['name'] === role && actions.some((action) => /^s3:(?!GetObject$)/.test(action));
    });
    const writes = settingsIn(await ownOf()).includes('STEPWRIGHT_TRACES_BUCKET');
    expect(mayWrite.map(({ actions, resources }) => [...actions, ...resources])).toEqual(
      writes ? [['s3:PutObject', `arn:aws:s3:::stepwright-dev-traces-${dev.accountId}-${dev.region}/traces/*`]] : [],
    );
  });
});
