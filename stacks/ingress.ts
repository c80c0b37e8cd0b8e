import { ApiGatewayAccount } from '@cdktf/provider-aws/lib/api-gateway-account/index.js';
import { ApiGatewayBasePathMapping } from '@cdktf/provider-aws/lib/api-gateway-base-path-mapping/index.js';
import { ApiGatewayDomainName } from '@cdktf/provider-aws/lib/api-gateway-domain-name/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { SecretsmanagerSecretRotation } from '@cdktf/provider-aws/lib/secretsmanager-secret-rotation/index.js';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { Environment } from '../environments/schema.ts';
import { addFunction, type FunctionContext } from './add-function.ts';
import { Firewall } from './constructs/firewall.ts';
import { toTrustPolicy } from './constructs/policy.ts';
import type { ApiStack } from './api.ts';
import { IngressApi } from './constructs/ingress-api.ts';
import { GITHUB_ROTATION, SIGNED_IN_PAGE, WEBHOOKS } from './functions.ts';
import { nameOf } from './naming.ts';
import { StepwrightStack } from './stepwright-stack.ts';

const ROTATION_DAYS = 30;

/** Where vendors deliver and people call: the API, its webhook Lambdas, the firewall and the domain in front of it. */
export class IngressStack extends StepwrightStack {
  constructor(scope: Construct, environment: Environment, context: FunctionContext, tasks: ApiStack) {
    super(scope, environment, 'ingress');
    const { ingress, webhookConcurrency } = environment;
    const targets = Object.fromEntries(
      Object.entries(WEBHOOKS).map(([channel, spec]) => [
        channel,
        addFunction(this, [`lambdas/webhooks/${channel}`, spec], context, { reservedConcurrency: webhookConcurrency }),
      ]),
    );
    this.#addRotation(context);
    const signedIn = addFunction(this, ['lambdas/signed-in', SIGNED_IN_PAGE], context);
    const loggingReady = this.#addLogging();
    const webhooks = new IngressApi(this, 'webhooks', { environment, targets, tasks, signedIn, loggingReady });
    if (ingress.firewall) {
      const { requestsPerAddress } = ingress;
      const resourceArn = webhooks.stage.arn;
      new Firewall(this, 'firewall', { name: nameOf(environment, 'ingress'), resourceArn, requestsPerAddress });
    }
    const address = this.#addDomain(webhooks) ?? webhooks.stage.invokeUrl;
    new TerraformOutput(this, 'api-url', { value: `${address}/v1`, staticId: true });
    for (const channel of Object.keys(WEBHOOKS)) {
      new TerraformOutput(this, `${channel}-webhook-url`, { value: `${address}/webhooks/${channel}`, staticId: true });
    }
  }

  /** Other vendors have no way to tell them of a new secret but by hand. */
  #addRotation(context: FunctionContext): void {
    const { arn } = addFunction(this, ['lambdas/rotation/github-webhook-secret', GITHUB_ROTATION], context);
    const secretId = context.secrets.arnOf(GITHUB_ROTATION.rotates);
    const permission = new LambdaPermission(this, 'rotation-permission', {
      functionName: arn,
      action: 'lambda:InvokeFunction',
      principal: 'secretsmanager.amazonaws.com',
      sourceArn: secretId,
    });
    new SecretsmanagerSecretRotation(this, 'rotation', {
      secretId,
      rotationLambdaArn: arn,
      // At first somebody has to put the value there.
      rotateImmediately: false,
      rotationRules: { automaticallyAfterDays: ROTATION_DAYS },
      dependsOn: [permission],
    });
  }

  /** API Gateway writes logs in the name of one role for the whole account and region. */
  #addLogging(): ApiGatewayAccount {
    const { accountId } = this.environment;
    const role = new IamRole(this, 'logging-role', {
      name: nameOf(this.environment, 'api-logging'),
      assumeRolePolicy: toTrustPolicy('apigateway.amazonaws.com', accountId),
    });
    const attachment = new IamRolePolicyAttachment(this, 'logging-policy', {
      role: role.name,
      policyArn: 'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    });
    return new ApiGatewayAccount(this, 'logging', { cloudwatchRoleArn: role.arn, dependsOn: [attachment] });
  }

  #addDomain({ api, stage }: IngressApi): string | undefined {
    const { domain } = this.environment.ingress;
    if (!domain) return undefined;
    const { domainName, regionalDomainName } = new ApiGatewayDomainName(this, 'domain', {
      domainName: domain.name,
      regionalCertificateArn: domain.certificateArn,
      endpointConfiguration: { types: ['REGIONAL'] },
      securityPolicy: 'TLS_1_2',
    });
    new ApiGatewayBasePathMapping(this, 'mapping', { apiId: api.id, stageName: stage.stageName, domainName });
    new TerraformOutput(this, 'domain-target', { value: regionalDomainName, staticId: true });
    return `https://${domain.name}`;
  }
}
