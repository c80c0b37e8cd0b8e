import { timingSafeEqual } from 'node:crypto';
import { visibleText } from '#domain/visible-text.ts';
import type { TurnContext } from '../chat-context.ts';
import { decideConsent } from '../decide-consent.ts';
import { nameOfAction } from '../describe-action.ts';
import { said } from '../history.ts';
import type { State, Update } from '../state.ts';

const CODE = /\b([A-Z0-9]{4}-[A-Z0-9]{4})\b/i;

/** Reads the user's message: the code of a sign-in, a word on what waits for one, or something for the model. */
export function hearNode(text: string, context: TurnContext): (state: State) => Promise<Update> {
  return async (state) => {
    const { messages, signIn } = state;
    const [, code] = (signIn && CODE.exec(text)) ?? [];
    if (!signIn || code === undefined) return hearWords(visibleText(text), state, context);
    if (!isSame(code.toUpperCase(), signIn.code)) {
      const answer = 'That is not the code of your last sign-in. Ask me again, and I give you a new link.';
      await context.emit({ type: 'token', text: answer });
      return { messages: [...messages, { role: 'user', text: '(a code)' }, said(answer)], signIn: null, next: 'end' };
    }
    await context.deps.identity.completeSignIn(context.userToken, signIn.sessionUri);
    // The code is of no use any more, and nothing for a model.
    const rest = visibleText(text.replace(CODE, '')).trim();
    const heard = await hearWords(rest || 'I have signed in at GitHub. Go on.', state, context);
    return { ...heard, signIn: null };
  };
}

async function hearWords(text: string, { messages, pending }: State, { emit, save }: TurnContext): Promise<Update> {
  const heard: State['messages'] = [...messages, { role: 'user', text }];
  if (pending === null) return { messages: heard, next: 'think' };
  const what = nameOfAction(pending.action);
  if (pending.state === 'begun') {
    const answer = `I was interrupted when I had begun to ${what}, and do not know how far I got. Look at GitHub first.`;
    await emit({ type: 'token', text: `${answer}\n\n` });
    return { messages: [...messages, said(answer), { role: 'user', text }], pending: null, next: 'think' };
  }
  switch (decideConsent(text)) {
    case 'yes': {
      const begun = { ...pending, state: 'begun' as const };
      await save({ pending: begun });
      return { messages: heard, pending: begun, next: 'perform' };
    }
    case 'no': {
      const answer = `Then I do not ${what}.`;
      await emit({ type: 'token', text: answer });
      return { messages: [...heard, said(answer)], pending: null, next: 'end' };
    }
    case 'neither':
      return { messages: heard, pending: null, next: 'think' };
  }
}

function isSame(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
