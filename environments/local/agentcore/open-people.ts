import { join } from 'node:path';
import { openDocuments } from '../documents.ts';
import { type Identity, openIdentity } from './identity.ts';
import type { OauthProvider } from './oauth-provider.ts';
import { openUserPool, type UserPool } from './user-pool.ts';

/** Who talks with the chat, and where their tokens at other sites are kept. */
export interface People {
  readonly users: UserPool;
  readonly identity: Identity;
  close(): void;
}

export interface PeopleInput {
  readonly dataDir: string;
  /** Where AgentCore's data plane is served. */
  readonly url: string;
  readonly workload: { readonly name: string; readonly returnUrls: readonly string[] };
  readonly provider: OauthProvider;
}

/** Opens both on a memory of their own, which survives a restart. */
export function openPeople({ dataDir, ...input }: PeopleInput): People {
  const documents = openDocuments(join(dataDir, 'agentcore.sqlite'));
  const users = openUserPool(documents, 'local-users');
  return { users, identity: openIdentity({ ...input, documents, users }), close: () => documents.close() };
}
