import { describe, expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { everything, ofType, planOf } from './plan.ts';

describe.each([dev, everything])('in $name', (environment) => {
  const resources = planOf(environment);

  test('users reach the chat with tokens of the pool, which nobody joins by himself, and every other agent signed', () => {
    const open = ofType(resources, 'aws_bedrockagentcore_agent_runtime').filter(
      ({ attributes }) => attributes['authorizer_configuration'] !== undefined,
    );
    expect(open.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({
        agent_runtime_name: expect.stringMatching(/_agent_chat$/),
        authorizer_configuration: [
          {
            custom_jwt_authorizer: [
              {
                allowed_clients: [expect.stringContaining('aws_cognito_user_pool_client')],
                discovery_url: expect.stringMatching(
                  /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com\/.*\/openid-configuration$/,
                ),
              },
            ],
          },
        ],
        request_header_configuration: [{ request_header_allowlist: ['Authorization'] }],
      }),
    ]);
    for (const { attributes } of ofType(resources, 'aws_cognito_user_pool')) {
      expect(attributes).toMatchObject({
        admin_create_user_config: { allow_admin_create_user_only: true },
        deletion_protection: 'ACTIVE',
      });
    }
    for (const { attributes } of ofType(resources, 'aws_cognito_user_pool_client')) {
      expect(attributes).toMatchObject({ prevent_user_existence_errors: 'ENABLED', enable_token_revocation: true });
    }
  });
});
