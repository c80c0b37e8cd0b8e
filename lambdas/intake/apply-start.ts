import type { Command } from '#domain/command.ts';
import type { DeliveryRef } from '#domain/channel-event.ts';
import { InputError, UpstreamError } from '#domain/errors.ts';
import type { Person } from '#domain/person.ts';
import { toStartedTicket } from '#domain/started-ticket.ts';
import type { IntakeDeps, Reply } from './intake-deps.ts';
import { requestTask } from './request-task.ts';

export interface StartOrder {
  readonly command: Extract<Command, { name: 'start' }>;
  readonly by: Person;
  readonly delivery: DeliveryRef;
}

/** Starts a task about a repository that we can see, without a ticket; the same words start no second one while it lives. */
export async function applyStart({ command, by, delivery }: StartOrder, deps: IntakeDeps): Promise<Reply> {
  if (!deps.repoHost) return { ok: false, code: 'NOT_HERE', reply: 'Tasks are not started here: put the label on a ticket.' };
  const repository = await findRepository(command.repo, deps.repoHost);
  if (typeof repository !== 'string') return repository;
  const ticket = toStartedTicket({ ...command, repo: repository }, by.channel);
  const work = { subject: { channel: by.channel, key: ticket.key }, ticket, requester: by };
  const { status, taskId = '' } = await requestTask(work, delivery, deps);
  switch (status) {
    case 'live':
      return { ok: false, code: 'TASK_LIVE', reply: `Task \`${taskId}\` is already at work on just that.`, taskId };
    case 'duplicate':
      return { ok: true, reply: `Task \`${taskId}\` was started for this before.`, taskId };
    case 'accepted':
      return {
        ok: true,
        reply: `Task \`${taskId}\` (${ticket.key}) is started on ${repository}. Its plan comes up for approval in its thread.`,
        taskId,
      };
  }
}

/** The repository as its host spells it, or why nothing is started. */
async function findRepository(repo: string, repoHost: NonNullable<IntakeDeps['repoHost']>): Promise<string | Reply> {
  try {
    return (await repoHost.readRepository(repo)).name;
  } catch (error) {
    if (error instanceof InputError) {
      const reply = `I see no repository \`${repo}\`. Check its spelling, and that the GitHub App is installed on it.`;
      return { ok: false, code: 'REPO_NOT_ONBOARDED', reply };
    }
    if (!(error instanceof UpstreamError)) throw error;
    return {
      ok: false,
      code: 'TRY_LATER',
      reply: `GitHub does not answer just now, so nothing was started. Please try again in a minute.`,
    };
  }
}
