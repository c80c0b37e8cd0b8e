import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { Construct } from 'constructs';
import { toResourcePolicy } from './policy.ts';

export interface PrivateBucketProps {
  /** Unique in all of AWS: with the account's id in it. */
  readonly name: string;
  readonly keyArn: string;
  /** How long a replaced version is kept, in days. */
  readonly keepVersionsDays: number;
  /** After how many days anything is deleted; without it, only what was replaced. */
  readonly expireDays?: number;
}

/** A bucket that is private, encrypted, versioned and reached over TLS only. */
export class PrivateBucket extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, keyArn, keepVersionsDays, expireDays }: PrivateBucketProps) {
    super(scope, id);
    const { bucket, arn } = new S3Bucket(this, 'bucket', { bucket: name });
    const access = new S3BucketPublicAccessBlock(this, 'private', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const encryption = { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn };
    new S3BucketServerSideEncryptionConfigurationA(this, 'encrypted', {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: encryption, bucketKeyEnabled: true }],
    });
    const versioning = new S3BucketVersioningA(this, 'versioned', { bucket, versioningConfiguration: { status: 'Enabled' } });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [
        {
          id: 'forget',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
          noncurrentVersionExpiration: [{ noncurrentDays: keepVersionsDays }],
          ...(expireDays === undefined ? {} : { expiration: [{ days: expireDays }] }),
        },
      ],
      dependsOn: [versioning],
    });
    new S3BucketPolicy(this, 'tls-only', { bucket, policy: toTlsOnly(arn), dependsOn: [access] });
    this.name = bucket;
    this.arn = arn;
  }
}

function toTlsOnly(arn: string): string {
  const condition = { Bool: { 'aws:SecureTransport': 'false' } };
  return toResourcePolicy([{ effect: 'Deny', principal: '*', actions: ['s3:*'], resources: [arn, `${arn}/*`], condition }]);
}
