import type { Approval, ApprovalPolicy, Decision, Verdict } from './approval.ts';
import { canTellApart, CHANNEL_NAMES, isListed, isSamePerson, type Person } from './person.ts';

export interface DecideApprovalInput {
  readonly verdict: Verdict;
  readonly by: Person;
  readonly reason: string;
}

export type ApprovalResult =
  | { readonly type: 'accepted'; readonly decision: Decision }
  | { readonly type: 'already-decided'; readonly decision: Decision }
  | ({ readonly type: 'refused' } & ApprovalRefusal);

interface ApprovalRefusal {
  readonly code: 'APPROVAL_EXPIRED' | 'TEXT_MISSING' | 'NOT_ALLOWED';
  readonly reason: string;
}

/** Decides whether this decision counts: the first one wins, and only of somebody the policy allows, before it expires. */
export function decideApproval(input: DecideApprovalInput, approval: Approval, now: Date): ApprovalResult {
  if (approval.decision) return { type: 'already-decided', decision: approval.decision };
  if (now.getTime() >= Date.parse(approval.expiresAt)) {
    const reason = `The approval expired at ${approval.expiresAt}. Retry the task to be asked again.`;
    return { type: 'refused', code: 'APPROVAL_EXPIRED', reason };
  }
  const { verdict, by, reason } = input;
  if (verdict === 'changes_requested' && reason.trim() === '') {
    return { type: 'refused', code: 'TEXT_MISSING', reason: 'Say what should change: a change request needs a text.' };
  }
  const refusal = refusalOf(input, approval);
  if (refusal !== undefined) return { type: 'refused', code: 'NOT_ALLOWED', reason: refusal };
  return { type: 'accepted', decision: { verdict, by, reason: reason.trim(), at: now.toISOString() } };
}

function refusalOf(input: DecideApprovalInput, { policy, requester }: Approval): string | undefined {
  const withdraws = input.verdict !== 'approved' && isSamePerson(input.by, requester);
  // Withdrawing one's own request harms nobody; only approving it oneself defeats the second pair of eyes.
  if (withdraws) return undefined;
  if (policy.mode === 'list' && !isListed(input.by, policy)) {
    return `${refusalOfUnlisted(input.by)} ${tellPolicy(policy, requester)}.`;
  }
  return input.verdict === 'approved' && excludesRequester(policy) ? refusalToApprove(input.by, requester) : undefined;
}

function excludesRequester(policy: ApprovalPolicy): boolean {
  return policy.mode === 'not-requester' || (policy.mode === 'list' && policy.notRequester === true);
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

function refusalOfUnlisted({ channel, email }: Person): string {
  const hidden = email ? '' : ` (your e-mail address is hidden in ${CHANNEL_NAMES[channel]})`;
  return `You are not among those who may decide on this plan${hidden}.`;
}

/** Who may decide, as a sentence without its full stop. */
export function tellPolicy(policy: ApprovalPolicy, requester: Person): string {
  const name = requester.name || requester.id;
  switch (policy.mode) {
    case 'not-requester':
      return `Anybody but ${name}, who asked for it, may approve`;
    case 'anyone':
      return 'Anybody may decide';
    case 'list': {
      const logins = (policy.logins ?? []).map((login) => `${login} (GitHub)`);
      const but = policy.notRequester === true ? `, but ${name}, who asked for it, may not approve` : '';
      return `These may decide: ${[...policy.emails, ...logins].join(', ')}${but}`;
    }
    case 'auto':
      return 'This installation approves plans by itself';
  }
}
