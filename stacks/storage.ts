import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table/index.js';
import type { Construct } from 'constructs';
import { AGENT_NAMES } from '../environments/agents.ts';
import type { Environment } from '../environments/schema.ts';
import { TABLE } from '../environments/table.ts';
import { DataKey } from './constructs/data-key.ts';
import { DeadLetters } from './constructs/dead-letters.ts';
import { ImageRepository } from './constructs/image-repository.ts';
import { PrivateBucket } from './constructs/private-bucket.ts';
import { nameOf, tableName, tracesBucketName } from './naming.ts';
import { StepwrightStack } from './stepwright-stack.ts';

/** How long the traces of a task are kept, as long as the task itself (product S1); and what replaced or deleted them, in days. */
const KEEP_TRACES_DAYS = 90;
const KEEP_DELETED_TRACES_DAYS = 7;

/** How long a replaced archive is kept, so that a deployment can be taken back. */
const KEEP_ARTIFACTS_DAYS = 90;

/** What outlives every deployment: the task table, archives and images, traces, events nobody could handle, and the key. */
export class StorageStack extends StepwrightStack {
  readonly key: DataKey;
  readonly table: DynamodbTable;
  readonly artifacts: PrivateBucket;
  readonly deadLetters: DeadLetters;
  readonly #repositories: ReadonlyMap<string, ImageRepository>;

  constructor(scope: Construct, environment: Environment) {
    super(scope, environment, 'storage');
    this.key = new DataKey(this, 'data-key', environment);
    this.table = new DynamodbTable(this, 'tasks', toTable(tableName(environment), this.key.arn));
    this.artifacts = new PrivateBucket(this, 'artifacts', {
      name: nameOf(environment, `artifacts-${environment.accountId}-${environment.region}`),
      keyArn: this.key.arn,
      keepVersionsDays: KEEP_ARTIFACTS_DAYS,
    });
    new PrivateBucket(this, 'traces', {
      name: tracesBucketName(environment),
      keyArn: this.key.arn,
      keepVersionsDays: KEEP_DELETED_TRACES_DAYS,
      expireDays: KEEP_TRACES_DAYS,
    });
    this.deadLetters = new DeadLetters(this, 'dead-letters', environment);
    const containers = AGENT_NAMES.filter((agent) => environment.agents[agent].artifact === 'container');
    this.#repositories = new Map(
      containers.map((agent) => [agent, new ImageRepository(this, `${agent}-images`, nameOf(environment, `agent-${agent}`))]),
    );
  }

  /** Where the images of an agent are. @throws Error when the agent is no container */
  repositoryOf(agent: string): ImageRepository {
    const repository = this.#repositories.get(agent);
    if (repository === undefined) throw new Error(`The ${agent} agent is not a container.`);
    return repository;
  }
}

function toTable(name: string, keyArn: string): ConstructorParameters<typeof DynamodbTable>[2] {
  const { partitionKey, sortKey, ttlAttribute, indexes } = TABLE;
  const attributes = new Set([partitionKey, sortKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])]);
  return {
    name,
    billingMode: 'PAY_PER_REQUEST',
    hashKey: partitionKey,
    rangeKey: sortKey,
    attribute: [...attributes].map((attribute) => ({ name: attribute, type: 'S' })),
    globalSecondaryIndex: indexes.map((index) => ({
      name: index.name,
      hashKey: index.partitionKey,
      rangeKey: index.sortKey,
      projectionType: TABLE.projection,
    })),
    ttl: { attributeName: ttlAttribute, enabled: true },
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
    // The notify Lambda reads what is new.
    streamEnabled: true,
    streamViewType: 'NEW_IMAGE',
    deletionProtectionEnabled: true,
  };
}
