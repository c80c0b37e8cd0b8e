import { randomUUID } from 'node:crypto';
import { toUser } from '../render/identity.ts';
import { toRepository } from '../render/repository.ts';
import type { RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';

/** Records a delivery of an event about a repository, to be sent when the transaction around it has ended; answers its id. */
export function recordDelivery(
  twin: Twin,
  event: string,
  { repository, actor }: { repository: RepositoryRecord; actor: string },
  payload: Readonly<Record<string, unknown>>,
): string {
  const installation = twin.store.installations.get(repository.owner.toLowerCase());
  // What the caller may do is told to callers only.
  const { permissions: _, ...told } = toRepository(twin, repository);
  const guid = randomUUID();
  const body = JSON.stringify({
    ...payload,
    repository: told,
    organization: { login: repository.owner, id: toUser(twin, repository.owner).id, description: '' },
    sender: toUser(twin, actor),
    ...(installation === undefined ? {} : { installation: { id: installation.id, node_id: '' } }),
  });
  twin.store.deliveries.put(guid, { guid, event, body, attempts: 0 });
  return guid;
}
