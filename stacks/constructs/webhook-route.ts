import { ApiGatewayIntegration } from '@cdktf/provider-aws/lib/api-gateway-integration/index.js';
import { ApiGatewayMethod } from '@cdktf/provider-aws/lib/api-gateway-method/index.js';
import { ApiGatewayResource } from '@cdktf/provider-aws/lib/api-gateway-resource/index.js';
import type { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { Construct } from 'constructs';
import type { LambdaFunction } from './lambda-function.ts';

export interface WebhookRouteProps {
  readonly api: ApiGatewayRestApi;
  readonly parent: ApiGatewayResource;
  /** Last part of the path. */
  readonly part: string;
  readonly method: 'GET' | 'POST';
  readonly target: LambdaFunction;
}

/** One method of one path to one Lambda, which alone decides whether the sender is who it says. */
export class WebhookRoute extends Construct {
  /** What a deployment has to wait for. */
  readonly integration: ApiGatewayIntegration;

  constructor(scope: Construct, id: string, { api, parent, part, method: httpMethod, target }: WebhookRouteProps) {
    super(scope, id);
    const restApiId = api.id;
    const resource = new ApiGatewayResource(this, 'path', { restApiId, parentId: parent.id, pathPart: part });
    const method = new ApiGatewayMethod(this, httpMethod.toLowerCase(), {
      restApiId,
      resourceId: resource.id,
      httpMethod,
      authorization: 'NONE',
    });
    this.integration = new ApiGatewayIntegration(this, 'lambda', {
      restApiId,
      resourceId: resource.id,
      httpMethod: method.httpMethod,
      integrationHttpMethod: 'POST',
      type: 'AWS_PROXY',
      uri: target.invokeArn,
    });
    new LambdaPermission(this, 'permission', {
      functionName: target.arn,
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      sourceArn: `${api.executionArn}/*/${httpMethod}${resource.path}`,
    });
  }
}
