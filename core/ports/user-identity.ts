/** What a user lends us at GitHub: a token of theirs, or the way to get one. */
export type GithubAccess =
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'sign-in'; readonly url: string; readonly sessionUri: string };

export interface SignInRequest {
  /** Shown to the browser that signs in, and to nobody else. */
  readonly code: string;
  /** Asks for a new sign-in although there is a token. */
  readonly again?: boolean;
}

/** Where users' tokens at other sites are kept for them; a user is named by the token of their own sign-in with us. */
export interface UserIdentity {
  /** @throws PolicyError `IDENTITY_DENIED`, InputError `IDENTITY_NOT_SET_UP`, UpstreamError `IDENTITY_UNAVAILABLE` */
  githubAccess(userToken: string, request: SignInRequest): Promise<GithubAccess>;
  /** Ends a sign-in that this user began: from now on there is a token. @throws as above */
  completeSignIn(userToken: string, sessionUri: string): Promise<void>;
}
