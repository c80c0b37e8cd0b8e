import type { Approval, Decision, Verdict } from './approval.ts';
import { canTellApart, CHANNEL_NAMES, isSamePerson, type Person } from './person.ts';

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
  switch (approval.policy.mode) {
    case 'not-requester':
      // Withdrawing one's own request harms nobody; only approving it oneself defeats the second pair of eyes.
      return input.verdict === 'approved' ? refusalToApprove(input.by, approval.requester) : undefined;
    case 'list':
      return refusalOfUnlisted(input.by, approval.policy.emails);
    case 'auto':
      return undefined;
  }
}

function refusalToApprove(by: Person, requester: Person): string | undefined {
  if (isSamePerson(by, requester)) return 'You asked for this task, so somebody else has to approve it.';
  if (canTellApart(by, requester)) return undefined;
  const hidden = by.email ? requester : by;
  return (
    `I cannot tell whether you are ${requester.name || requester.id}, who asked for this task and may not approve it: ` +
    `${CHANNEL_NAMES[hidden.channel]} hides the e-mail address of ${hidden.name || hidden.id}. ` +
    `Approve it in ${CHANNEL_NAMES[requester.channel]} instead.`
  );
}

function refusalOfUnlisted({ channel, email }: Person, allowed: readonly string[]): string | undefined {
  if (allowed.some((one) => one.toLowerCase() === email?.toLowerCase())) return undefined;
  const hidden = email ? '' : ` Your e-mail address is hidden in ${CHANNEL_NAMES[channel]}.`;
  return `Only these people may decide: ${allowed.join(', ')}.${hidden}`;
}
