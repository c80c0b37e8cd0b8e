import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { findEntries } from '#stacks/bundles/entries.ts';
import type { Artifacts } from '#stacks/bundles/write-bundles.ts';
import { prod } from '#environments/prod.ts';
import { readEnvironment } from '#environments/read-environment.ts';
import type { EnvironmentData } from '#environments/schema.ts';
import { synthesise } from '#stacks/synthesise.ts';

const attributes = z.record(z.string(), z.unknown());
const stackSchema = z.object({
  terraform: attributes,
  provider: attributes,
  resource: z.record(z.string(), z.record(z.string(), attributes)).default({}),
});
const listSchema = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const documentSchema = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Action: listSchema,
      Resource: listSchema.optional(),
      Principal: z.unknown().optional(),
      Condition: z.unknown().optional(),
    }),
  ),
});

/** Production with all that may be left out: a VPC, agents of both kinds, models of other vendors. */
export const everything: EnvironmentData = {
  ...prod,
  name: 'everything',
  slack: { ...prod.slack, escalationChannel: 'C1' },
  commandPolicy: 'requester',
  github: { ...prod.github, allowed: ['renovator'], autoMerge: 'squash', branchTemplate: '{key}-{id}' },
  jira: { ...prod.jira, accountId: '1', statuses: { started: 'a', review: 'b', done: 'c', returned: 'To Do' } },
  agents: {
    ...prod.agents,
    discovery: { model: 'openai:gpt', artifact: 'container', modelPrice: '3/15' },
    planning: { model: 'anthropic:claude', artifact: 'container', idleSeconds: 60, lifetimeSeconds: 3_600 },
    execution: { ...prod.agents.execution, artifact: 'zip' },
    'ci-monitor': { ...prod.agents['ci-monitor'], artifact: 'zip' },
  },
  limits: { maxTurns: 500, maxBudgetUsd: 100, maxWorkMinutes: 480 },
  sentry: { url: 'https://sentry.example.com', organization: 'acme' },
  errorsDsn: 'https://key@o1.ingest.sentry.io/2',
  packageHosts: ['npm.example.com:443'],
  network: { zones: ['us-east-1a', 'us-east-1b'], allowedDomains: ['registry.npmjs.org'], dnsFirewall: 'enforce' },
};

/** Archives that stand for those that `npm run synth` builds. */
export const ARTIFACTS: Artifacts = Object.fromEntries(
  findEntries().map(({ name }) => [name, { zip: `../../bundles/${name}.zip`, sha256: 'AAAA', size: 1 }]),
);

/** One resource of a synthesised stack, with its attributes as Terraform gets them. */
export interface Resource {
  readonly stack: string;
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface PolicyStatement {
  readonly resource: Resource;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: unknown;
  /** Set in policies of resources and in trust policies. */
  readonly principal: unknown;
}

/** Every resource that an environment's synthesis writes. */
export function planOf(data: EnvironmentData): readonly Resource[] {
  return readStacks(data).flatMap(({ stack, json }) =>
    Object.entries(json.resource).flatMap(([type, byId]) =>
      Object.entries(byId).map(([id, properties]): Resource => ({ stack, type, id, attributes: properties })),
    ),
  );
}

/** The stacks of an environment as they are written. */
export function readStacks(data: EnvironmentData): readonly { stack: string; json: z.infer<typeof stackSchema> }[] {
  const outdir = mkdtempSync(join(tmpdir(), 'stepwright-plan-'));
  try {
    const stacks = Object.values(synthesise([readEnvironment(data)], ARTIFACTS, outdir)).flat();
    return stacks.map((stack) => {
      const text = readFileSync(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8');
      return { stack, json: stackSchema.parse(JSON.parse(text)) };
    });
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Every statement of every policy, whatever attribute it is written in. */
export function statementsOf(resources: readonly Resource[]): readonly PolicyStatement[] {
  return resources.flatMap((resource) =>
    ['policy', 'assume_role_policy'].flatMap((attribute) => {
      const text = resource.attributes[attribute];
      // A repository's lifecycle is called a policy too.
      if (typeof text !== 'string' || resource.type === 'aws_ecr_lifecycle_policy') return [];
      return documentSchema.parse(JSON.parse(text)).Statement.map(
        ({ Effect, Action, Resource: on = [], Principal, Condition }): PolicyStatement => ({
          resource,
          effect: Effect,
          actions: Action,
          resources: on,
          principal: Principal,
          condition: Condition,
        }),
      );
    }),
  );
}

export function ofType(resources: readonly Resource[], type: string): readonly Resource[] {
  return resources.filter((resource) => resource.type === type);
}

/** How a failed rule names a resource. */
export function label({ stack, type, id }: Resource): string {
  return `${stack}/${type}.${id}`;
}
