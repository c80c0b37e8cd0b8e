import type { Approval } from '#domain/approval.ts';
import { nameOf, plain } from './words.ts';

/** Who may decide, as a sentence without its full stop. */
export function wordWho({ requester, policy }: Approval): string {
  switch (policy.mode) {
    case 'not-requester':
      return `Anybody but ${nameOf(requester)}, who asked for it, may approve`;
    case 'list':
      return `These may decide: ${policy.emails.map((email) => plain(email)).join(', ')}`;
    case 'auto':
      return 'This installation approves plans by itself';
  }
}
