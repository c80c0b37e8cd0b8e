import { type Notice, noticeIdOf } from '#domain/decide-notices.ts';
import { InputError } from '#domain/errors.ts';
import { claim } from './claim.ts';
import type { About, NotifyDeps } from './notify-deps.ts';
import { sendGithub } from './send-github.ts';
import { sendJira } from './send-jira.ts';
import { sendSlack } from './send-slack.ts';

/** Sends a notice unless it was sent before; answers why it has to be tried again, if it has. */
export async function sendOnce(
  notice: Notice,
  { event, task }: Omit<About, 'again'>,
  deps: NotifyDeps,
): Promise<string | undefined> {
  if (deps[notice.channel] === undefined) return undefined;
  const claimed = await claim(event, noticeIdOf(notice), deps);
  if (claimed.type === 'sent') return undefined;
  if (claimed.type === 'busy') return 'somebody else is sending it';
  try {
    await send(notice, { event, task, again: claimed.again }, deps);
  } catch (error) {
    const about = { taskId: task.id, event: event.id, notice: noticeIdOf(notice), error: String(error) };
    if (!(error instanceof InputError)) {
      deps.log({ level: 'warn', message: 'a notice could not be sent and is tried again', ...about });
      return String(error);
    }
    // It would be refused as often as it is tried: the ticket or the channel is not there.
    deps.log({ level: 'error', message: 'a notice was refused and is given up', ...about });
  }
  await claimed.confirm();
  return undefined;
}

async function send(notice: Notice, about: About, deps: NotifyDeps): Promise<void> {
  switch (notice.channel) {
    case 'slack':
      return sendSlack(notice, about, deps);
    case 'jira':
      return sendJira(notice, about, deps);
    case 'github':
      return sendGithub(notice, about, deps);
  }
}
