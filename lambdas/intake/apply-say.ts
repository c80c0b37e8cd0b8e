import type { Command } from '#domain/command.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import { CHANNEL_NAMES, type Person } from '#domain/person.ts';
import type { Task } from '#domain/task.ts';
import { deliverCallback } from './deliver-callback.ts';
import type { IntakeDeps, Order, Reply } from './intake-deps.ts';

/** Free text answers the question that is open; without one it becomes an instruction to the task's agents. */
export async function applySay(order: Order<Extract<Command, { name: 'say' }>>, deps: IntakeDeps): Promise<Reply> {
  const { task, command, by, place, delivery } = order;
  if (isTerminal(task.status)) return ended(task);
  if (task.status === 'awaiting_answer') {
    const answered = await answer(order, deps);
    if (answered) return answered;
  }
  const fact = { type: 'instruction.given', text: command.text, by, ...(place ? { place } : {}) } as const;
  // Deliveries that come twice at once both get here.
  const written = await deps.store.appendEventsOnce(task.id, `said-${delivery.channel}-${delivery.id}`, [fact]);
  if (written === 'ended') return ended((await deps.store.readTask(task.id)) ?? task);
  return { ok: true, reply: `Noted for ${task.ticket.key} (\`${task.id}\`). ${hintFor(task)}`.trim() };
}

function ended({ id, status }: Task): Reply {
  return {
    ok: false,
    code: 'TASK_ENDED',
    reply: `Task \`${id}\` has ended (${status}), so nobody would read that. \`retry\` starts it again.`,
  };
}

async function answer(
  { task, command, by }: Order<Extract<Command, { name: 'say' }>>,
  deps: IntakeDeps,
): Promise<Reply | undefined> {
  const question = await deps.store.readQuestion(task.id);
  const now = deps.clock.now();
  if (!question || now.getTime() >= Date.parse(question.expiresAt)) return undefined;
  const { n } = question;
  const result = await deps.store.answerQuestion(task.id, n, { text: command.text, by, at: now.toISOString() });
  if (result.type === 'already-answered') {
    const winner = await deps.store.readQuestion(task.id);
    return alreadyAnswered(winner?.answer?.by);
  }
  const delivery = await deliverCallback(result.callback, deps);
  if (delivery === 'gone') {
    return { ok: false, code: 'NOT_AWAITED', reply: 'Your answer is on record, but the workflow no longer waited for it.' };
  }
  const reply = `Thank you, that answers the question of ${task.ticket.key}; planning goes on.`;
  const fact = { type: 'question.answered', n, text: command.text, by } as const;
  return { ok: true, reply, record: { fact, task, more: '' } };
}

function alreadyAnswered(by: Person | undefined): Reply {
  const whom = by ? `${by.name || by.id} in ${CHANNEL_NAMES[by.channel]}` : 'somebody else';
  return { ok: false, code: 'ALREADY_ANSWERED', reply: `The question was already answered by ${whom}.` };
}

function hintFor(task: Task): string {
  if (task.status !== 'awaiting_approval') return 'The agents read it at their next step.';
  return 'The plan still waits for a decision: `approve`, `reject <why>` or `changes <what to change>`.';
}
