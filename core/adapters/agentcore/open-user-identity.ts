import {
  type BedrockAgentCoreClient,
  CompleteResourceTokenAuthCommand,
  GetResourceOauth2TokenCommand,
  GetWorkloadAccessTokenForJWTCommand,
} from '@aws-sdk/client-bedrock-agentcore';
import { InputError, PolicyError, UpstreamError } from '#domain/errors.ts';
import type { GithubAccess, UserIdentity } from '#ports/user-identity.ts';

export interface UserIdentityInput {
  readonly client: BedrockAgentCoreClient;
  /** Name of the workload identity in whose name users' tokens are asked for. */
  readonly workloadName: string;
  /** Name of the OAuth provider for GitHub. */
  readonly providerName: string;
  /** Where the browser goes after the sign-in; one of the workload identity's return addresses. */
  readonly returnUrl: string;
}

/** What an agent does for people at GitHub: read and write in the repositories that they may (GitHub, "Scopes for OAuth apps"). */
const SCOPES = ['repo'];

/**
 * Users' tokens in AgentCore Identity's vault, by its three-legged OAuth: the browser that signs in is sent to the return
 * address with the code as `state`, and there is a token only after `CompleteResourceTokenAuth` (AgentCore developer guide,
 * "OAuth 2.0 authorization URL session binding").
 */
export function openUserIdentity({ client, workloadName, providerName, returnUrl }: UserIdentityInput): UserIdentity {
  return {
    githubAccess: (userToken, { code, again = false }) =>
      guarded(async () => {
        const workload = await client.send(new GetWorkloadAccessTokenForJWTCommand({ workloadName, userToken }));
        const answer = await client.send(
          new GetResourceOauth2TokenCommand({
            workloadIdentityToken: workload.workloadAccessToken,
            resourceCredentialProviderName: providerName,
            scopes: SCOPES,
            oauth2Flow: 'USER_FEDERATION',
            resourceOauth2ReturnUrl: returnUrl,
            customState: code,
            forceAuthentication: again,
          }),
        );
        return toAccess(answer);
      }),
    completeSignIn: (userToken, sessionUri) =>
      guarded(async () => {
        await client.send(new CompleteResourceTokenAuthCommand({ userIdentifier: { userToken }, sessionUri }));
      }),
  };
}

interface Answer {
  readonly accessToken?: string | undefined;
  readonly authorizationUrl?: string | undefined;
  readonly sessionUri?: string | undefined;
}

function toAccess({ accessToken, authorizationUrl, sessionUri }: Answer): GithubAccess {
  if (accessToken) return { type: 'token', token: accessToken };
  if (authorizationUrl && sessionUri) return { type: 'sign-in', url: authorizationUrl, sessionUri };
  throw new UpstreamError('AgentCore Identity gave neither a token nor a way to get one.', { code: 'IDENTITY_UNAVAILABLE' });
}

const DENIED = new Set(['AccessDeniedException', 'UnauthorizedException']);
const MISSING = new Set(['ResourceNotFoundException', 'ValidationException']);

async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw toIdentityError(cause);
  }
}

/** The messages of AgentCore's errors name no token. */
function toIdentityError(cause: unknown): Error {
  if (!(cause instanceof Error) || cause instanceof UpstreamError)
    return cause instanceof Error ? cause : new Error(String(cause));
  const said = `AgentCore Identity refused: ${cause.name}: ${cause.message}`;
  if (DENIED.has(cause.name)) return new PolicyError(said, { code: 'IDENTITY_DENIED', kind: 'auth', cause });
  if (MISSING.has(cause.name)) {
    const remedy = "Ask whoever runs Stepwright to look at the chat's OAuth provider and workload identity.";
    return new InputError(said, { code: 'IDENTITY_NOT_SET_UP', remedy, cause });
  }
  return new UpstreamError(`AgentCore Identity did not do its part: ${cause.name}.`, { code: 'IDENTITY_UNAVAILABLE', cause });
}
