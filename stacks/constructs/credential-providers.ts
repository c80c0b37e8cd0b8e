import type { Construct } from 'constructs';
import { NewerResource } from './newer-resource.ts';

/** One credential in a secret whose value is a JSON object. AgentCore reads it when it needs it; Terraform never does. */
export interface CredentialReference {
  readonly secretArn: string;
  readonly jsonKey: string;
}

/** A key that AgentCore sends along with calls to a vendor. */
export class ApiKeyProvider extends NewerResource {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, name: string, { secretArn, jsonKey }: CredentialReference) {
    super(scope, id, 'aws_bedrockagentcore_api_key_credential_provider', {
      name,
      api_key_secret_source: 'EXTERNAL',
      api_key_secret_config: [{ secret_id: secretArn, json_key: jsonKey }],
    });
    this.name = name;
    this.arn = this.attribute('credential_provider_arn');
  }
}

/** What AgentCore calls a vendor, and where its configuration stands. */
const VENDORS = {
  github: ['GithubOauth2', 'github_oauth2_provider_config'],
  atlassian: ['AtlassianOauth2', 'atlassian_oauth2_provider_config'],
} as const;

export interface OauthProviderProps extends CredentialReference {
  readonly name: string;
  readonly vendor: keyof typeof VENDORS;
  readonly clientId: string;
}

/** An OAuth app with which people lend agents their own identity at a vendor. */
export class OauthProvider extends NewerResource {
  constructor(scope: Construct, id: string, { name, vendor, clientId, secretArn, jsonKey }: OauthProviderProps) {
    const [credentialProviderVendor, config] = VENDORS[vendor];
    const client = {
      client_id: clientId,
      client_secret_source: 'EXTERNAL',
      client_secret_config: [{ secret_id: secretArn, json_key: jsonKey }],
    };
    super(scope, id, 'aws_bedrockagentcore_oauth2_credential_provider', {
      name,
      credential_provider_vendor: credentialProviderVendor,
      oauth2_provider_config: [{ [config]: [client] }],
    });
  }
}
