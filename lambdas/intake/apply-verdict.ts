import type { Approval, Decision, Verdict } from '#domain/approval.ts';
import type { DecisionCommand } from '#domain/command.ts';
import { decideApproval } from '#domain/decide-approval.ts';
import { ConflictError } from '#domain/errors.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import { plain } from '#domain/markdown.ts';
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
  if (approval.decision) return toSecond(order, approval.n, approval.decision);
  const result = decideApproval({ verdict: VERDICT_OF[command.name], by, reason: reasonOf(command) }, approval, deps.clock.now());
  if (result.type === 'refused') return { ok: false, code: result.code, reply: result.reason };
  if (result.type === 'already-decided') return toSecond(order, approval.n, result.decision);
  const written = await deps.store.decideApproval(task.id, approval.n, result.decision);
  if (written.type === 'already-decided') return toSecond(order, approval.n, written.decision);
  const delivery = await deliverCallback(written.callback, deps);
  const more = AFTERWARDS[delivery];
  const reply = `${decided(task, approval.n, result.decision.verdict)} ${more}`.trim();
  const fact = { type: 'approval.decided', n: approval.n, decision: result.decision } as const;
  const record = { fact, task, more };
  return delivery === 'gone' ? { ok: false, code: 'NOT_AWAITED', reply, record } : { ok: true, reply, record };
}

/** Whoever says the same twice is told what is so, and not that somebody was first. */
function toSecond({ task, command, by }: Order<DecisionCommand>, n: number, decision: Decision): Reply {
  const fact = { type: 'approval.decided', n, decision } as const;
  const again = decision.by.channel === by.channel && decision.by.id === by.id && decision.verdict === VERDICT_OF[command.name];
  if (again) return { ok: true, reply: decided(task, n, decision.verdict), record: { fact, task, more: '' } };
  return alreadyDecided(task, decision);
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
  if (approval?.decision || !isTerminal(task.status)) return undefined;
  const reply = `Task \`${task.id}\` has ended (${task.status}): ${plain(task.outcome ?? 'no outcome recorded', 1_500)}`;
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
  const why = reason === '' ? '' : ` ("${plain(reason)}")`;
  const reply = `The plan of ${task.ticket.key} was already ${WORDS[verdict]} by ${plain(by.name || by.id)} in ${CHANNEL_NAMES[by.channel]} at ${at}${why}.`;
  return { ok: false, code: 'ALREADY_DECIDED', reply };
}
