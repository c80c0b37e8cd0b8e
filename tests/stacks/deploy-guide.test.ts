import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { dev } from '#environments/dev.ts';
import { APP_PERMISSIONS } from '#environments/local/github/render/identity.ts';
import { prod } from '#environments/prod.ts';
import { ofType, planOf, readStacks } from './plan.ts';

const read = (file: string): string => readFileSync(file, 'utf8');
const guide = read('docs/how-to/deploy.md');

describe('the guide to deployment', () => {
  test('applies every stack, none before those it refers to', () => {
    const stacks = readStacks(dev).map(({ stack }) => stack.replace('stepwright-dev-', ''));
    const applied = guide.matchAll(/for stack in ([a-z ]+); do|stacks\/stepwright-dev-([a-z]+) apply/g);
    expect([...applied].flatMap(([, together, single = '']) => together?.split(' ') ?? [single])).toEqual(stacks);
  });

  test('pushes an image for every agent that is a container', () => {
    const [, agents] = /for agent in ([a-z -]+); do/.exec(guide) ?? [];
    const repositories = ofType(planOf(dev), 'aws_ecr_repository').map(({ attributes }) => String(attributes['name']));
    expect(
      agents
        ?.split(' ')
        .map((agent) => `stepwright-dev-agent-${agent}`)
        .sort(),
    ).toEqual(repositories.sort());
    expect(guide).toContain(`:${dev.imageTag}"`);
  });

  test('says where the value of every secret comes from', () => {
    const names = ofType(planOf(dev), 'aws_secretsmanager_secret').map(({ attributes }) => String(attributes['name']));
    expect(names.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the credentials of AgentCore', () => {
  test('are named in the guide by the keys under which AgentCore looks for them', () => {
    const keys = JSON.stringify(planOf(prod)).match(/(?<="json_key":")\w+/g) ?? [];
    expect(new Set(keys).size).toBe(5);
    expect(keys.filter((key) => !guide.includes(`"${key}"`))).toEqual([]);
  });
});

describe('the image of an agent', () => {
  const lines = read('stacks/images/agent.Dockerfile').split('\n');

  test('has Node 24 and git, listens where AgentCore calls, and does not run as root', () => {
    expect(lines.find((line) => line.startsWith('FROM '))).toMatch(/^FROM node:24-/);
    expect(lines.join(' ')).toMatch(/install .*\bgit\b/);
    expect(lines).toContain('EXPOSE 8080');
    expect(lines.indexOf('USER node')).toBeGreaterThan(0);
    expect(lines.indexOf('USER node')).toBeLessThan(lines.indexOf('CMD ["node", "index.mjs"]'));
  });
});

describe('the manifest of the GitHub App', () => {
  const manifest = z
    .object({ default_permissions: z.record(z.string(), z.string()), default_events: z.array(z.string()) })
    .parse(JSON.parse(read('docs/how-to/github-app-manifest.json')));

  test('asks for the permissions with which everything runs locally', () => {
    expect(manifest.default_permissions).toEqual(APP_PERMISSIONS);
  });

  test('asks for the events that the webhook reads', () => {
    const handled = [...read('lambdas/webhooks/github/to-event.ts').matchAll(/case '(\w+)'/g)].map(([, name]) => name ?? '');
    expect(manifest.default_events.toSorted((one, other) => one.localeCompare(other))).toEqual(
      handled.toSorted((one, other) => one.localeCompare(other)),
    );
  });
});

describe('the manifest of the Slack app', () => {
  /** The scope that each method of Slack's Web API needs; source: its reference. */
  const SCOPES: Readonly<Record<string, readonly string[]>> = {
    'chat.delete': ['chat:write'],
    'chat.postMessage': ['chat:write'],
    'chat.update': ['chat:write'],
    'conversations.history': ['channels:history', 'groups:history', 'metadata.message:read'],
    'conversations.replies': ['channels:history', 'groups:history', 'metadata.message:read'],
    'users.info': ['users:read', 'users:read.email'],
  };
  /** The scope with which Slack sends each event that the webhook takes. */
  const EVENT_SCOPES: Readonly<Record<string, string>> = { app_mention: 'app_mentions:read', 'message.im': 'im:history' };
  const manifest = z
    .object({
      oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
      settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
    })
    .parse(parse(read('docs/how-to/slack-app-manifest.yaml')));

  test('asks for the events that the webhook takes', () => {
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(Object.keys(EVENT_SCOPES));
  });

  test('asks for the scopes of the methods that the code calls, of the events, and for commands', () => {
    const called = [...read('core/adapters/slack/chat.ts').matchAll(/client\s*\.(\w+)\s*\.(\w+)\(/g)].map(
      ([, api, method]) => `${api}.${method}`,
    );
    expect(called.filter((method) => !(method in SCOPES))).toEqual([]);
    const needed = new Set(['commands', ...Object.values(EVENT_SCOPES), ...called.flatMap((method) => SCOPES[method] ?? [])]);
    expect(manifest.oauth_config.scopes.bot).toEqual([...needed].toSorted((one, other) => one.localeCompare(other)));
  });

  test('has one address for commands, buttons and events', () => {
    const addresses = read('docs/how-to/slack-app-manifest.yaml').match(/https:\S+/g) ?? [];
    expect(addresses).toHaveLength(3);
    expect(new Set(addresses).size).toBe(1);
  });
});
