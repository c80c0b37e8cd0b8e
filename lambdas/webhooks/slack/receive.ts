import { readShape } from '#lambdas/http/read-shape.ts';
import type { DeliveryAnswer, Receive } from '#lambdas/http/serve-deliveries.ts';
import { deliveryIdOf } from '#lambdas/http/verify-hmac.ts';
import { ephemeral, tellPrivately } from './answer.ts';
import { obey } from './obey.ts';
import { openForm } from './open-form.ts';
import type { SlackDeps } from './slack-deps.ts';
import { type SlackRequest, toEvent } from './to-event.ts';
import { verifySlack } from './verify.ts';

/** Takes Slack's slash commands, buttons, forms and events; whoever commands is answered, seen only by them. */
export function receiveSlack(deps: SlackDeps): Receive {
  return async (request) => {
    verifySlack(request, await deps.secrets.read('stepwright/slack/signing-secret'), deps.clock.now());
    const asked = readShape(() => toEvent(request));
    if (asked.type !== 'command') return answer(asked, deps);
    const delivery = { channel: 'slack', id: deliveryIdOf(asked.id, request.body) } as const;
    return { deliveryId: delivery.id, ...(await obey(asked, delivery, deps)) };
  };
}

async function answer(asked: Exclude<SlackRequest, { type: 'command' }>, deps: SlackDeps): Promise<DeliveryAnswer> {
  switch (asked.type) {
    case 'ignored':
      return { status: 'ignored', reason: asked.reason };
    case 'challenge':
      return { status: 'accepted', reason: 'Slack verifies the address', body: { challenge: asked.challenge } };
    case 'asked':
      return keepInquiry(asked, deps);
    case 'problem':
      return { status: 'refused', reason: asked.problem, body: ephemeral(asked.problem, deps) };
    case 'help':
      return { status: 'accepted', body: ephemeral(asked.help, deps) };
    case 'stranger':
      return tellPrivately(asked, { status: 'refused', reply: STRANGER }, deps);
    case 'open-form':
      return openForm(asked, deps);
  }
}

const STRANGER = 'Plans are decided by the people of this workspace, and your account belongs to another one.';

/** The table's stream hands it to the agent: an answer takes longer than Slack waits. */
async function keepInquiry(
  { inquiry, id }: Extract<SlackRequest, { type: 'asked' }>,
  { inquiries, clock }: SlackDeps,
): Promise<DeliveryAnswer> {
  const isNew = await inquiries.recordInquiry({ ...inquiry, askedAt: clock.now().toISOString() });
  return { status: isNew ? 'accepted' : 'duplicate', deliveryId: id, ...(isNew ? { reason: 'the slack agent answers it' } : {}) };
}
