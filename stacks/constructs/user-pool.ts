import { CognitoUserPool } from '@cdktf/provider-aws/lib/cognito-user-pool/index.js';
import { CognitoUserPoolClient } from '@cdktf/provider-aws/lib/cognito-user-pool-client/index.js';
import { Construct } from 'constructs';

/** Whose access tokens are taken, and how they are checked. */
export interface TokenIssuer {
  /** Address of the OpenID configuration, which names the keys. */
  readonly discoveryUrl: string;
  readonly clientId: string;
}

/** A token tells who somebody is for an hour; whoever leaves is out after a day at most. */
const VALIDITY = { idTokenValidity: 60, accessTokenValidity: 60, refreshTokenValidity: 1 } as const;

/** People with passwords, whom an administrator lets in, and the client through which they sign in. */
export class UserPool extends Construct {
  readonly pool: CognitoUserPool;
  readonly client: CognitoUserPoolClient;

  constructor(scope: Construct, id: string, { name }: { readonly name: string }) {
    super(scope, id);
    this.pool = new CognitoUserPool(this, 'pool', {
      name,
      // Nobody signs up by themselves.
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      usernameAttributes: ['email'],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ['email'],
      // By their address people are known in other channels: a new one counts when it is proven, not before.
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['email'] },
      accountRecoverySetting: { recoveryMechanism: [{ name: 'verified_email', priority: 1 }] },
      passwordPolicy: {
        minimumLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: false,
        temporaryPasswordValidityDays: 3,
      },
      mfaConfiguration: 'OPTIONAL',
      softwareTokenMfaConfiguration: { enabled: true },
      deletionProtection: 'ACTIVE',
    });
    this.client = new CognitoUserPoolClient(this, 'client', {
      name: `${name}-client`,
      userPoolId: this.pool.id,
      // For programs on people's own machines, which can keep no secret.
      generateSecret: false,
      explicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      preventUserExistenceErrors: 'ENABLED',
      enableTokenRevocation: true,
      readAttributes: ['email', 'email_verified', 'name'],
      // Not the address: an administrator changes that.
      writeAttributes: ['name'],
      ...VALIDITY,
      tokenValidityUnits: [{ idToken: 'minutes', accessToken: 'minutes', refreshToken: 'days' }],
    });
  }

  /** By which others know this pool's tokens. */
  issuer(region: string): TokenIssuer {
    const discoveryUrl = `https://cognito-idp.${region}.amazonaws.com/${this.pool.id}/.well-known/openid-configuration`;
    return { discoveryUrl, clientId: this.client.id };
  }
}
