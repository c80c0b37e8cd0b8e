import type { Environment } from '../environments/schema.ts';
import type { Statement } from './constructs/policy.ts';
import { arnOf, nameOf } from './naming.ts';

/** The path of the page on which a sign-in for the chat ends. */
export const SIGNED_IN = { parent: 'chat', part: 'signed-in' } as const;

/** What the chat needs to act as its users at GitHub. */
export interface ChatIdentity {
  readonly workload: string;
  readonly provider: string;
  readonly returnUrl: string;
}

/** The name of GitHub's OAuth provider. */
function githubProvider(environment: Environment): string {
  return nameOf(environment, 'github-oauth');
}

/** Undefined where people cannot sign in at GitHub: that takes an OAuth app there, and an address of our own to come back to. */
export function toChatIdentity(environment: Environment): ChatIdentity | undefined {
  const { github, ingress } = environment;
  if (github.oauthClientId === undefined || ingress.domain === undefined) return undefined;
  return {
    workload: nameOf(environment, 'chat'),
    provider: githubProvider(environment),
    returnUrl: `https://${ingress.domain.name}/${SIGNED_IN.parent}/${SIGNED_IN.part}`,
  };
}

/**
 * Asking for users' tokens in the name of the chat's workload identity. AgentCore reads the provider's client secret in the name
 * of whoever asks. Source: AWS service authorization reference, "Amazon Bedrock AgentCore".
 */
export function toIdentityStatements(environment: Environment, secretArn: string): readonly Statement[] {
  const identity = toChatIdentity(environment);
  if (identity === undefined) return [];
  const arn = (resource: string): string => arnOf(environment, 'bedrock-agentcore', resource);
  const directory = 'workload-identity-directory/default';
  const workload = [arn(directory), arn(`${directory}/workload-identity/${identity.workload}`)];
  const vault = [arn('token-vault/default'), arn(`token-vault/default/oauth2credentialprovider/${identity.provider}`)];
  return [
    { actions: ['bedrock-agentcore:GetWorkloadAccessTokenForJWT'], resources: workload },
    {
      actions: ['bedrock-agentcore:GetResourceOauth2Token', 'bedrock-agentcore:CompleteResourceTokenAuth'],
      resources: [...workload, ...vault],
    },
    { actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] },
  ];
}
