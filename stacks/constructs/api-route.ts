import { ApiGatewayIntegration } from '@cdktf/provider-aws/lib/api-gateway-integration/index.js';
import { ApiGatewayMethod } from '@cdktf/provider-aws/lib/api-gateway-method/index.js';
import type { ApiGatewayResource } from '@cdktf/provider-aws/lib/api-gateway-resource/index.js';
import { Construct } from 'constructs';
import type { LambdaFunction } from './lambda-function.ts';

export interface ApiRouteProps {
  readonly restApiId: string;
  readonly resource: ApiGatewayResource;
  readonly target: LambdaFunction;
  /** Who lets people in; without one, everybody may `POST` and the Lambda checks who it is. */
  readonly authorizerId?: string;
}

/** One path of the API to its Lambda, by any method. */
export class ApiRoute extends Construct {
  /** What a deployment has to wait for. */
  readonly integration: ApiGatewayIntegration;

  constructor(scope: Construct, id: string, { restApiId, resource, target, authorizerId }: ApiRouteProps) {
    super(scope, id);
    const method = new ApiGatewayMethod(this, 'method', {
      restApiId,
      resourceId: resource.id,
      ...(authorizerId === undefined
        ? { httpMethod: 'POST', authorization: 'NONE' }
        : { httpMethod: 'ANY', authorization: 'COGNITO_USER_POOLS', authorizerId }),
    });
    this.integration = new ApiGatewayIntegration(this, 'lambda', {
      restApiId,
      resourceId: resource.id,
      httpMethod: method.httpMethod,
      integrationHttpMethod: 'POST',
      type: 'AWS_PROXY',
      uri: target.invokeArn,
    });
  }
}
