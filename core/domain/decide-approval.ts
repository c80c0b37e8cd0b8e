import type { Approval, Decision, Verdict } from './approval.ts';
import { isSamePerson, type Person } from './person.ts';

export interface DecideApprovalInput {
  readonly verdict: Verdict;
  readonly by: Person;
  readonly reason: string;
}

export type ApprovalResult =
  | { readonly type: 'accepted'; readonly decision: Decision }
  | { readonly type: 'already-decided'; readonly decision: Decision }
  | { readonly type: 'refused'; readonly reason: string };

/** Decides whether this decision counts: the first one wins, and only of somebody the policy allows, before it expires. */
export function decideApproval(input: DecideApprovalInput, approval: Approval, now: Date): ApprovalResult {
  if (approval.decision) return { type: 'already-decided', decision: approval.decision };
  if (now.getTime() >= Date.parse(approval.expiresAt)) {
    return { type: 'refused', reason: `The approval expired at ${approval.expiresAt}. Retry the task to be asked again.` };
  }
  const refusal = refusalOf(input, approval);
  if (refusal) return { type: 'refused', reason: refusal };
  const { verdict, by, reason } = input;
  return { type: 'accepted', decision: { verdict, by, reason: reason.trim(), at: now.toISOString() } };
}

function refusalOf(input: DecideApprovalInput, approval: Approval): string | undefined {
  if (input.verdict === 'changes_requested' && input.reason.trim() === '') {
    return 'Say what should change: a change request needs a text.';
  }
  // Withdrawing one's own request harms nobody; only approving it oneself defeats the second pair of eyes.
  const own = isSamePerson(input.by, approval.requester);
  switch (approval.policy.mode) {
    case 'not-requester':
      return own && input.verdict === 'approved' ? 'You asked for this task, so somebody else has to approve it.' : undefined;
    case 'list': {
      const email = input.by.email?.toLowerCase();
      const listed = approval.policy.emails.some((allowed) => allowed.toLowerCase() === email);
      return listed ? undefined : `Only these people may decide: ${approval.policy.emails.join(', ')}.`;
    }
    case 'auto':
      return undefined;
  }
}
