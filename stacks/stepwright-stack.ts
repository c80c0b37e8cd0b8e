import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { S3Backend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { Environment } from '../environments/schema.ts';
import { nameOf, PRODUCT } from './naming.ts';

/** Newer than the constructs: AgentCore gained Node archives, episodic memory and more vendors' credentials since. */
const PROVIDER_VERSION = '~> 6.66';

/** A stack of one environment: its state in S3, its resources in the environment's account, and tags on all of them. */
export class StepwrightStack extends TerraformStack {
  readonly environment: Environment;

  constructor(scope: Construct, environment: Environment, part: string) {
    const name = nameOf(environment, part);
    super(scope, name);
    this.environment = environment;
    const { region, accountId, stateBucket } = environment;
    new S3Backend(this, { bucket: stateBucket, key: `${name}.tfstate`, region, encrypt: true });
    this.addOverride('terraform.required_providers.aws.version', PROVIDER_VERSION);
    // Terraform locks the state with a file beside it; the construct is older than that.
    this.addOverride('terraform.backend.s3.use_lockfile', true);
    new AwsProvider(this, 'aws', {
      region,
      // A plan with the wrong credentials ends here instead of in somebody else's account.
      allowedAccountIds: [accountId],
      defaultTags: [{ tags: { ...environment.tags, Product: PRODUCT, Environment: environment.name, Stack: part } }],
    });
  }
}
