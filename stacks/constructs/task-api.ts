import { ApiGatewayAuthorizer } from '@cdktf/provider-aws/lib/api-gateway-authorizer/index.js';
import { ApiGatewayGatewayResponse } from '@cdktf/provider-aws/lib/api-gateway-gateway-response/index.js';
import { ApiGatewayResource } from '@cdktf/provider-aws/lib/api-gateway-resource/index.js';
import type { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { ApiRoute } from './api-route.ts';
import type { LambdaFunction } from './lambda-function.ts';

export interface TaskApiProps {
  readonly api: ApiGatewayRestApi;
  readonly name: string;
  readonly target: LambdaFunction;
  readonly userPoolArn: string;
}

/** What API Gateway answers in our place, in the API's own words. */
const ANSWERS = {
  UNAUTHORIZED: ['401', 'UNAUTHORIZED', 'Nobody is signed in. Send an identity token: Authorization: Bearer <token>.'],
  // So it answers a path that it does not know.
  MISSING_AUTHENTICATION_TOKEN: ['404', 'ROUTE_NOT_FOUND', 'There is nothing here.'],
  THROTTLED: ['429', 'TOO_MANY_REQUESTS', 'There are too many requests just now. Try again in a few seconds.'],
  REQUEST_TOO_LARGE: ['413', 'BODY_TOO_LARGE', 'The body is larger than 10 MB.'],
} as const;

/** `/v1`: tasks and webhooks for people of the user pool, and `/v1/webhooks/tasks` for signed requests of other systems. */
export class TaskApi extends Construct {
  /** What a deployment has to wait for. */
  readonly parts: readonly ITerraformDependable[];
  /** Changes when a deployment has to. */
  readonly picture: string;

  constructor(scope: Construct, id: string, { api, name, target, userPoolArn }: TaskApiProps) {
    super(scope, id);
    const { id: restApiId } = api;
    const authorizer = new ApiGatewayAuthorizer(this, 'authorizer', {
      name,
      restApiId,
      type: 'COGNITO_USER_POOLS',
      providerArns: [userPoolArn],
    });
    const path = (part: string, pathPart: string, parentId: string): ApiGatewayResource =>
      new ApiGatewayResource(this, part, { restApiId, parentId, pathPart });
    const v1 = path('v1', 'v1', api.rootResourceId);
    const tasks = path('tasks', 'tasks', v1.id);
    const webhooks = path('webhooks', 'webhooks', v1.id);
    const guarded = { tasks, task: path('task', '{proxy+}', tasks.id), webhooks, webhook: path('webhook', '{id}', webhooks.id) };
    const open = path('received', 'tasks', webhooks.id);
    const routes = Object.entries(guarded).map(
      ([part, resource]) => new ApiRoute(this, `${part}-route`, { restApiId, resource, target, authorizerId: authorizer.id }),
    );
    const received = new ApiRoute(this, 'received-route', { restApiId, resource: open, target });
    new LambdaPermission(this, 'permission', {
      functionName: target.arn,
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      sourceArn: `${api.executionArn}/*/*/v1/*`,
    });
    this.picture = JSON.stringify([Object.keys(guarded), ANSWERS]);
    this.parts = [...[...routes, received].map(({ integration }) => integration), ...this.#addAnswers(restApiId)];
  }

  #addAnswers(restApiId: string): readonly ApiGatewayGatewayResponse[] {
    return Object.entries(ANSWERS).map(([responseType, [statusCode, code, message]]) => {
      const responseTemplates = { 'application/json': JSON.stringify({ error: { code, message } }) };
      return new ApiGatewayGatewayResponse(this, responseType, { restApiId, responseType, statusCode, responseTemplates });
    });
  }
}
