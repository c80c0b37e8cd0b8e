import type { Approval, Decision, Verdict } from '#domain/approval.ts';
import type { DecisionCommand } from '#domain/command.ts';
import { decideApproval } from '#domain/decide-approval.ts';
import { ConflictError } from '#domain/errors.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import { CHANNEL_NAMES } from '#domain/person.ts';
import type { Task } from '#domain/task.ts';
import { deliverCallback } from './deliver-callback.ts';
import type { IntakeDeps, Order, Reply } from './intake-deps.ts';

const VERDICT_OF = {
  approve: 'approved',
  reject: 'rejected',
  'request-changes': 'changes_requested',
} as const satisfies Record<DecisionCommand['name'], Verdict>;

const WORDS: Readonly<Record<Verdict, string>> = {
  approved: 'approved',
  rejected: 'rejected',
  changes_requested: 'sent back with a change request',
};

/** Decides the approval that a task waits for; the first decision counts and everybody after it is told whose it was. */
export async function applyVerdict(order: Order<DecisionCommand>, deps: IntakeDeps): Promise<Reply> {
  try {
    return await decideOnce(order, deps);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const task = (await deps.store.readTask(order.task.id)) ?? order.task;
    return decideOnce({ ...order, task }, deps);
  }
}

async function decideOnce(order: Order<DecisionCommand>, deps: IntakeDeps): Promise<Reply> {
  const { task, command, by } = order;
  const approval = await deps.store.readApproval(task.id);
  const refusal = refusalOf(order, approval);
  if (refusal !== undefined) return refusal;
  if (approval === undefined) return nothingToDecide(task);
  const result = decideApproval({ verdict: VERDICT_OF[command.name], by, reason: reasonOf(command) }, approval, deps.clock.now());
  if (result.type === 'refused') return { ok: false, code: result.code, reply: result.reason };
  if (result.type === 'already-decided') return alreadyDecided(task, result.decision);
  const written = await deps.store.decideApproval(task.id, approval.n, result.decision);
  if (written.type === 'already-decided') return alreadyDecided(task, written.decision);
  const delivery = await deliverCallback(written.callback, deps);
  const reply = `${decided(task, approval.n, result.decision.verdict)} ${AFTERWARDS[delivery]}`.trim();
  return delivery === 'gone' ? { ok: false, code: 'NOT_AWAITED', reply } : { ok: true, reply };
}

const AFTERWARDS = {
  delivered: '',
  later: 'The workflow could not be reached just now; it is told again within minutes.',
  gone: 'But the workflow no longer waited for it; look at its status.',
} as const;

function refusalOf({ task, n, command, at }: Order<DecisionCommand>, approval: Approval | undefined): Reply | undefined {
  const seen = n ?? (command.name === 'approve' ? command.n : undefined);
  const unseen = approval && unseenOf(approval, seen, at);
  if (unseen !== undefined) return { ok: false, code: 'PLAN_REVISED', reply: unseen };
  if (approval?.decision) return alreadyDecided(task, approval.decision);
  if (!isTerminal(task.status)) return undefined;
  const reply = `Task \`${task.id}\` has ended (${task.status}): ${task.outcome ?? 'no outcome recorded'}`;
  return { ok: false, code: 'TASK_ENDED', reply };
}

/** Nobody decides on a plan that they cannot have seen. */
function unseenOf({ n, requestedAt, shown }: Approval, seen: number | undefined, at: string | undefined): string | undefined {
  const look = `Please look at plan ${n}: ${shown.planUrl}`;
  if (seen !== undefined && seen < n) return `That was plan ${seen}, which has been revised since. ${look}`;
  if (seen !== undefined && seen > n) return `There is no plan ${seen} yet. ${look}`;
  const before = seen === undefined && at !== undefined && Date.parse(at) < Date.parse(requestedAt);
  return before ? `You wrote that before plan ${n} was there, so it does not count for this plan. ${look}` : undefined;
}

function reasonOf(command: DecisionCommand): string {
  if (command.name === 'reject') return command.reason;
  return command.name === 'request-changes' ? command.feedback : '';
}

function nothingToDecide(task: Task): Reply {
  const reply = `Task \`${task.id}\` is ${task.status} and waits for no decision.`;
  return { ok: false, code: 'NOTHING_TO_DECIDE', reply };
}

function decided(task: Task, n: number, verdict: Verdict): string {
  return `Plan ${n} of ${task.ticket.key} is ${WORDS[verdict]} (\`${task.id}\`).`;
}

function alreadyDecided(task: Task, { verdict, by, at, reason }: Decision): Reply {
  const why = reason === '' ? '' : ` ("${reason}")`;
  const reply = `The plan of ${task.ticket.key} was already ${WORDS[verdict]} by ${by.name || by.id} in ${CHANNEL_NAMES[by.channel]} at ${at}${why}.`;
  return { ok: false, code: 'ALREADY_DECIDED', reply };
}
