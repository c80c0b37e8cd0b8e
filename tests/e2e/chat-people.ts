import { randomUUID } from 'node:crypto';
import { type Heard, toHeard } from '#tests/fakes/heard.ts';
import type { Local } from './environment.ts';

/** A person with a conversation of their own, as a client without any SDK has it. */
export function chatPerson({ chat }: Pick<Local, 'chat'>, name: string, session: string = randomUUID()) {
  const post = (message: unknown, more: RequestInit = {}): Promise<Response> =>
    fetch(chat.url, {
      method: 'POST',
      body: JSON.stringify({ message }),
      headers: {
        authorization: `Bearer ${chat.tokens[name] ?? ''}`,
        'x-amzn-bedrock-agentcore-runtime-session-id': session,
      },
      ...more,
    });
  return {
    session,
    post,
    say: async (message: unknown): Promise<readonly Heard[]> => {
      const response = await post(message);
      const type = response.headers.get('content-type') ?? '';
      if (!type.startsWith('text/event-stream')) throw new Error(`${response.status} ${await response.text()}`);
      return toHeard(await response.text());
    },
  };
}

/** Signs in at GitHub as a browser would; answers the code that the last page shows. */
export async function signIn(url: string, login: string): Promise<string> {
  const consent = await fetch(url);
  const [, link = ''] = new RegExp(`href="([^"]*login=${login})"`).exec(await consent.text()) ?? [];
  const end = await fetch(new URL(link.replaceAll('&amp;', '&'), consent.url));
  return /<code>([A-Z0-9]{4}-[A-Z0-9]{4})<\/code>/.exec(await end.text())?.[1] ?? '';
}
