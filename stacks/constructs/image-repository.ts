import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository/index.js';
import { Construct } from 'constructs';

/** How many images are kept, so that a deployment can be taken back. */
const KEPT_IMAGES = 20;

/** A private repository of container images whose tags never move; images are scanned as they arrive. */
export class ImageRepository extends Construct {
  readonly arn: string;
  readonly url: string;

  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    const repository = new EcrRepository(this, 'repository', {
      name,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: 'AES256' }],
    });
    const selection = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: KEPT_IMAGES };
    new EcrLifecyclePolicy(this, 'lifecycle', {
      repository: repository.name,
      policy: JSON.stringify({ rules: [{ rulePriority: 1, selection, action: { type: 'expire' } }] }),
    });
    this.arn = repository.arn;
    this.url = repository.repositoryUrl;
  }
}
