import type { ChatAction } from '#domain/chat-session.ts';
import { InputError } from '#domain/errors.ts';
import type { PersonalHost } from '#ports/personal-host.ts';
import { askToSignIn } from '../ask-to-sign-in.ts';
import { attempt } from '../attempt.ts';
import type { TurnContext } from '../chat-context.ts';
import { chooseFiles } from '../choose-files.ts';
import { CHAT_LIMITS } from '../contract.ts';
import { nameOfAction } from '../describe-action.ts';
import { SignInNeeded } from '../github-door.ts';
import { said } from '../history.ts';
import type { ApprovedReview, State, Update } from '../state.ts';

/** Does what the user has just approved, or hands the approved review to the model. */
export function performNode(context: TurnContext): (state: State) => Promise<Update> {
  return async ({ messages, pending }) => {
    if (pending === null) return { next: 'end' };
    const { action } = pending;
    const done: { review?: ApprovedReview } = {};
    try {
      const text = await attempt(nameOfAction(action), () =>
        context.github.within(async (host) => {
          if (action.type !== 'review') return create(action, host);
          done.review = await readApproved(action, host);
          return '';
        }),
      );
      if (done.review) return { review: done.review, next: 'think' };
      await context.emit({ type: 'token', text });
      return { messages: [...messages, said(text)], pending: null, next: 'end' };
    } catch (error) {
      if (!(error instanceof SignInNeeded)) throw error;
      // Nothing was done: the yes is asked for again after the sign-in.
      return { ...(await askToSignIn(error, messages, context)), pending: { action, state: 'asked' } };
    }
  };
}

async function create(action: Exclude<ChatAction, { type: 'review' }>, host: PersonalHost): Promise<string> {
  const isIssue = action.type === 'create-issue';
  const { number, url } = await (isIssue ? host.createIssue(action) : host.createPullRequest(action));
  return `Done: ${isIssue ? 'issue' : 'pull request'} [${action.repo}#${number}](${url}) is open.`;
}

async function readApproved(action: Extract<ChatAction, { type: 'review' }>, host: PersonalHost): Promise<ApprovedReview> {
  const { repo, number, plan } = action;
  const { title, body, state, headSha, files } = await host.readPullRequest(repo, number);
  if (state !== 'open')
    throw new InputError(`${repo}#${number} is ${state} by now.`, { code: 'PR_NOT_FOUND_OR_CLOSED', remedy: '' });
  return { repo, number, plan, title, body, headSha, ...chooseFiles(files, CHAT_LIMITS.diff) };
}
