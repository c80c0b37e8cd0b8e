import { createHash } from 'node:crypto';
import { ApiGatewayDeployment } from '@cdktf/provider-aws/lib/api-gateway-deployment/index.js';
import { ApiGatewayMethodSettings } from '@cdktf/provider-aws/lib/api-gateway-method-settings/index.js';
import { ApiGatewayResource } from '@cdktf/provider-aws/lib/api-gateway-resource/index.js';
import { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api/index.js';
import { ApiGatewayStage } from '@cdktf/provider-aws/lib/api-gateway-stage/index.js';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Environment } from '../../environments/schema.ts';
import { SIGNED_IN } from '../chat-identity.ts';
import { LIVE, nameOf } from '../naming.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { TaskApi } from './task-api.ts';
import { WebhookRoute } from './webhook-route.ts';

export interface IngressApiProps {
  readonly environment: Environment;
  /** The Lambda of each channel. */
  readonly targets: Readonly<Record<string, LambdaFunction>>;
  /** Of the REST API, and who may use it. */
  readonly tasks: { readonly target: LambdaFunction; readonly userPoolArn: string };
  /** The page on which a sign-in for the chat ends. */
  readonly signedIn: LambdaFunction;
  /** The account's permission to write access logs. */
  readonly loggingReady: ITerraformDependable;
}

/** What is logged of each request: who, what, how it ended; never a body or a header. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.resourcePath',
  status: '$context.status',
  error: '$context.error.messageString',
  latency: '$context.responseLatency',
} as const;

/** A regional REST API with `POST /webhooks/<channel>`, `/v1` and the page of the chat, throttled, its requests logged. */
export class IngressApi extends Construct {
  readonly api: ApiGatewayRestApi;
  readonly stage: ApiGatewayStage;

  constructor(scope: Construct, id: string, { environment, targets, tasks, signedIn, loggingReady }: IngressApiProps) {
    super(scope, id);
    const name = nameOf(environment, 'webhooks');
    const { domain, requestsPerSecond } = environment.ingress;
    this.api = new ApiGatewayRestApi(this, 'api', {
      name,
      endpointConfiguration: { types: ['REGIONAL'] },
      // With a domain of its own there is one address only.
      disableExecuteApiEndpoint: domain !== undefined,
    });
    const api = new TaskApi(this, 'tasks', { api: this.api, name: nameOf(environment, 'people'), ...tasks });
    const deployment = this.#deployRoutes({ targets, signedIn }, api);
    const logs = new CloudwatchLogGroup(this, 'access-logs', {
      name: `/aws/apigateway/${name}`,
      retentionInDays: environment.logRetentionDays,
    });
    this.stage = new ApiGatewayStage(this, 'stage', {
      restApiId: this.api.id,
      deploymentId: deployment.id,
      stageName: LIVE,
      xrayTracingEnabled: true,
      accessLogSettings: { destinationArn: logs.arn, format: JSON.stringify(ACCESS_LOG) },
      dependsOn: [loggingReady],
    });
    new ApiGatewayMethodSettings(this, 'limits', {
      restApiId: this.api.id,
      stageName: this.stage.stageName,
      methodPath: '*/*',
      settings: {
        metricsEnabled: true,
        dataTraceEnabled: false,
        loggingLevel: 'ERROR',
        throttlingRateLimit: requestsPerSecond,
        throttlingBurstLimit: requestsPerSecond,
      },
    });
  }

  #deployRoutes(
    { targets, signedIn }: Pick<IngressApiProps, 'targets' | 'signedIn'>,
    { parts, picture }: TaskApi,
  ): ApiGatewayDeployment {
    const { id: restApiId, rootResourceId: parentId } = this.api;
    const parent = new ApiGatewayResource(this, 'webhooks', { restApiId, parentId, pathPart: 'webhooks' });
    const webhooks = Object.entries(targets).map(
      ([channel, target]) => new WebhookRoute(this, channel, { api: this.api, method: 'POST', parent, part: channel, target }),
    );
    const chat = new ApiGatewayResource(this, 'chat', { restApiId, parentId, pathPart: SIGNED_IN.parent });
    const page = { api: this.api, method: 'GET', parent: chat, part: SIGNED_IN.part, target: signedIn } as const;
    const routes = [...webhooks, new WebhookRoute(this, 'signed-in', page)];
    return new ApiGatewayDeployment(this, 'deployment', {
      restApiId,
      // A deployment is a picture of the routes: other routes, another deployment.
      triggers: { routes: hashOf([...Object.keys(targets), SIGNED_IN.part, picture].join()) },
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [...routes.map((route) => route.integration), ...parts],
    });
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
