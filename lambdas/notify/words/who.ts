import type { Approval } from '#domain/approval.ts';
import { tellPolicy } from '#domain/decide-approval.ts';
import { plain } from '#domain/markdown.ts';

/** Who may decide, as a sentence without its full stop. */
export const wordWho = ({ requester, policy }: Approval): string => plain(tellPolicy(policy, requester), 1_000);
