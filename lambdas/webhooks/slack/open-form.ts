import { isOurs } from '#domain/failure.ts';
import type { DeliveryAnswer } from '#lambdas/http/serve-deliveries.ts';
import type { ChatForm } from '#ports/chat.ts';
import { tellPrivately } from './answer.ts';
import type { FormValue } from './schema.ts';
import type { SlackDeps } from './slack-deps.ts';
import type { FormId, SlackRequest } from './to-event.ts';
import { withinTime } from './within-time.ts';

const FORMS: Readonly<Record<FormId, Omit<ChatForm, 'value'>>> = {
  request_changes: {
    id: 'request_changes',
    title: 'Request changes',
    label: 'What should be different?',
    hint: 'The plan is revised with this and comes up for approval again.',
    submit: 'Send back',
    optional: false,
  },
  reject: {
    id: 'reject',
    title: 'Reject the plan',
    label: 'Why?',
    hint: 'This ends the task. The reason is shown to everybody who follows it.',
    submit: 'Reject',
    optional: true,
  },
};

const TYPED: Readonly<Record<FormId, string>> = {
  request_changes: '`/agent changes <task> <what to change>`',
  reject: '`/agent reject <task> [why]`',
};

/** Its trigger expires after 3 seconds. */
const FORM_MS = 2_500;

/** Asks in a dialog what the button needs to know. */
export async function openForm(asked: Extract<SlackRequest, { type: 'open-form' }>, deps: SlackDeps): Promise<DeliveryAnswer> {
  const { ref, trigger, place, form } = asked;
  const value: FormValue = {
    ref,
    ...(place.responseUrl ? { responseUrl: place.responseUrl } : {}),
    ...(place.channel ? { channel: place.channel } : {}),
  };
  try {
    await withinTime(deps.chat.openForm(trigger, { ...FORMS[form], value: JSON.stringify(value) }), FORM_MS);
    return { status: 'accepted', reason: `asked in the form ${form}` };
  } catch (error) {
    if (!isOurs(error)) throw error;
    const reply = `The form could not be opened: ${error.message} You can also type ${TYPED[form]}.`;
    return tellPrivately(asked, { status: 'refused', reply }, deps);
  }
}
