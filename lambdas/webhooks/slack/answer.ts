import { isOurs } from '#domain/failure.ts';
import type { DeliveryAnswer } from '#lambdas/http/serve-deliveries.ts';
import type { SlackDeps } from './slack-deps.ts';
import type { Place, SlackUser } from './to-event.ts';

/** An answer in the response to a command, seen only by who typed it. */
export function ephemeral(markdown: string, { toMrkdwn }: Pick<SlackDeps, 'toMrkdwn'>): object {
  return { response_type: 'ephemeral', text: toMrkdwn(markdown) };
}

/**
 * Tells one person outside of the response: at the response URL or, when that has expired, was used up or is absent, in the
 * channel. What was done stays done when Slack takes neither.
 */
export async function tellPrivately(
  { user, place }: { readonly user: SlackUser; readonly place: Place },
  told: DeliveryAnswer & { readonly reply: string },
  deps: Pick<SlackDeps, 'respond' | 'chat' | 'toMrkdwn'>,
): Promise<DeliveryAnswer> {
  const { responseUrl, channel } = place;
  const text = deps.toMrkdwn(told.reply);
  if (responseUrl !== undefined && (await isTaken(() => deps.respond(responseUrl, text)))) return told;
  if (channel !== undefined && (await isTaken(() => deps.chat.whisper(channel, user.id, { text: told.reply })))) return told;
  const nowhere = responseUrl === undefined && channel === undefined;
  return nowhere ? told : { ...told, reason: 'the reply could not be delivered' };
}

async function isTaken(send: () => Promise<void>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (!isOurs(error)) throw error;
    return false;
  }
}
