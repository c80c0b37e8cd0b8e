import type { Logger } from '../logger.ts';
import type { Links } from './render/links.ts';
import type { RunKey } from './state/checks.ts';
import type { RepositoryRecord } from './state/repositories.ts';
import type { Store } from './state/store.ts';

/** An OAuth app, as somebody registered it at GitHub. */
export interface OauthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where GitHub may send people back to: this address, or one below it. */
  readonly callbackUrl: () => string;
}

/** What every part of the twin works with. */
export interface Twin {
  readonly store: Store;
  readonly links: Links;
  readonly logger: Logger;
  readonly appId: number;
  readonly appPublicKey: string;
  readonly oauthApp: OauthApp | undefined;
  /** Where job logs are kept. */
  readonly logDir: string;
  now(): Date;
  /** Path of the bare repository. */
  pathOf(repository: { owner: string; name: string }): string;
  /** Records a webhook delivery; call it in the transaction that changes what it tells. */
  emit(event: string, repository: RepositoryRecord, actor: string, payload: Readonly<Record<string, unknown>>): void;
  /** Runs work on a repository one after another. */
  serially<T>(repo: string, work: () => Promise<T>): Promise<T>;
  /** Lets the CI runner look for jobs of this run. */
  wakeCi(run: RunKey): void;
}

/** Login of the person whose token the environment hands out. */
export const DEVELOPER = 'developer';
/** Login under which our app acts. */
export const APP_SLUG = 'stepwright';
export const APP_LOGIN = 'stepwright[bot]';
/** Login under which GitHub Actions acts. */
export const ACTIONS_LOGIN = 'github-actions[bot]';
/** The id that the GitHub Actions app has on github.com. */
export const ACTIONS_APP_ID = 15_368;
