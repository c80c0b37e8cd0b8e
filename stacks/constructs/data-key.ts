import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { Construct } from 'constructs';
import type { Environment } from '../../environments/schema.ts';
import { nameOf } from '../naming.ts';
import { type ResourceStatement, toResourcePolicy } from './policy.ts';

/** Services through which this account's roles use the key, each within its own permissions there. */
const SERVICES = ['bedrock-agentcore', 'bedrock-agentcore-identity', 'dynamodb', 's3', 'secretsmanager'] as const;

/** The key that encrypts what is kept. Who may read the data is said by the roles' permissions on the data itself. */
export class DataKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    const key = new KmsKey(this, 'key', {
      description: `Encrypts the data of ${nameOf(environment, 'storage')}.`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: toResourcePolicy(keyStatements(environment)),
    });
    new KmsAlias(this, 'alias', { name: `alias/${nameOf(environment, 'data')}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

/** In a key's policy the resource `*` is the key itself. */
function keyStatements({ accountId, region }: Environment): readonly ResourceStatement[] {
  const resources = ['*'];
  const use = [
    'kms:Decrypt',
    'kms:Encrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
  ] as const;
  const services = SERVICES.map((service) => `${service}.${region}.amazonaws.com`);
  return [
    { principal: { AWS: `arn:aws:iam::${accountId}:root` }, actions: ADMINISTER, resources },
    {
      principal: { AWS: '*' },
      actions: [...use, 'kms:CreateGrant', 'kms:DescribeKey'],
      resources,
      condition: { StringEquals: { 'kms:CallerAccount': accountId, 'kms:ViaService': services } },
    },
    {
      // An alarm goes to an encrypted topic; AgentCore reads the secret with what it shows to vendors.
      principal: { Service: ['cloudwatch.amazonaws.com', 'bedrock-agentcore.amazonaws.com'] },
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources,
      condition: { StringEquals: { 'aws:SourceAccount': accountId } },
    },
  ];
}

/** What whoever applies the plan needs; the account's own policies say who that is. */
const ADMINISTER = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
] as const;
