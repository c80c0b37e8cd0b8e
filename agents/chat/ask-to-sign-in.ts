import type { TurnContext } from './chat-context.ts';
import type { SignInNeeded } from './github-door.ts';
import { said } from './history.ts';
import type { State, Update } from './state.ts';

const WORDS =
  'I need you to sign in at GitHub: open the link, and send me the code that the page shows at the end. ' +
  'Open it only yourself, and give the code to nobody else.';

/** Ends the turn with the address at which the user signs in; `messages` is the conversation so far. */
export async function askToSignIn(
  { url, signIn }: SignInNeeded,
  messages: State['messages'],
  { emit }: Pick<TurnContext, 'emit'>,
): Promise<Update> {
  await emit({ type: 'oauth_url', url });
  await emit({ type: 'token', text: WORDS });
  return { messages: [...messages, said(WORDS)], signIn: { ...signIn }, next: 'end' };
}
