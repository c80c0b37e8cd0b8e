import type { Chat } from '#ports/chat.ts';
import type { Clock } from '#ports/clock.ts';

type ReadUser = Chat['readUser'];

/** Names and addresses change rarely; who just left the workspace is known a little longer. */
const KEPT_MS = 600_000;
const MOST = 500;

/** Reads a user once in ten minutes; what could not be read is not remembered. */
export function rememberUsers(readUser: ReadUser, clock: Pick<Clock, 'now'>): ReadUser {
  const known = new Map<string, { readonly until: number; readonly user: ReturnType<ReadUser> }>();
  return (id) => {
    const now = clock.now().getTime();
    const found = known.get(id);
    if (found && found.until > now) return found.user;
    if (known.size >= MOST) known.clear();
    const user = readUser(id);
    known.set(id, { until: now + KEPT_MS, user });
    user.catch(() => known.delete(id));
    return user;
  };
}
