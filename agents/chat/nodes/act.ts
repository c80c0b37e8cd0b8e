import type { StructuredToolInterface } from '@langchain/core/tools';
import { z } from 'zod';
import { asData } from '#agents/harness/as-data.ts';
import { summarise } from '#agents/harness/summarise.ts';
import type { ChatAction, ChatMessage } from '#domain/chat-session.ts';
import { readDiffLines } from '#domain/diff-lines.ts';
import { isOurs } from '#domain/failure.ts';
import { visibleText } from '#domain/visible-text.ts';
import { askToSignIn } from '../ask-to-sign-in.ts';
import { attempt } from '../attempt.ts';
import type { TurnContext } from '../chat-context.ts';
import { CHAT_LIMITS, reviewSchema } from '../contract.ts';
import { describeAction } from '../describe-action.ts';
import { SignInNeeded } from '../github-door.ts';
import { said } from '../history.ts';
import type { ApprovedReview, State, Update } from '../state.ts';
import { createReadTools } from '../tools/read-tools.ts';
import { isProposal, SUBMIT_REVIEW, toProposed } from '../tools/write-tools.ts';

type Call = Extract<ChatMessage, { role: 'assistant' }>['calls'][number];

/** What came of one call; anything but words for the model ends the turn. */
type Outcome =
  | { readonly type: 'result'; readonly text: string }
  | { readonly type: 'proposed'; readonly action: ChatAction }
  | { readonly type: 'posted'; readonly text: string }
  | { readonly type: 'sign-in'; readonly needed: SignInNeeded };

const ENDED: Readonly<Record<Exclude<Outcome['type'], 'result'>, string>> = {
  proposed: 'It is put before the user, and is not done.',
  posted: 'It was handed in.',
  'sign-in': 'Error: The user has to sign in at GitHub first.',
};

/** Does what the model called for; a call that needs the user ends the turn, and those after it are not run. */
export function actNode(context: TurnContext): (state: State) => Promise<Update> {
  const tools = new Map(createReadTools(context.github).map((tool) => [tool.name, tool]));
  return async ({ messages, review }) => {
    const results: ChatMessage[] = [];
    let end: Exclude<Outcome, { type: 'result' }> | undefined;
    for (const call of callsOf(messages)) {
      const outcome = end ? undefined : await obey(call, { review, tool: tools.get(call.name), context });
      if (outcome && outcome.type !== 'result') end = outcome;
      const text = outcome === undefined ? 'Error: Not run: the user answers first.' : textOf(outcome);
      results.push({ role: 'tool', callId: call.id, name: call.name, text });
    }
    const heard = [...messages, ...results];
    return end ? finish(end, heard, context) : { messages: heard, next: 'think' };
  };
}

function callsOf(messages: readonly ChatMessage[]): readonly Call[] {
  const last = messages.at(-1);
  return last?.role === 'assistant' ? last.calls : [];
}

function textOf(outcome: Outcome): string {
  return outcome.type === 'result' ? outcome.text : ENDED[outcome.type];
}

async function finish(
  end: Exclude<Outcome, { type: 'result' }>,
  messages: readonly ChatMessage[],
  context: TurnContext,
): Promise<Update> {
  if (end.type === 'sign-in') return askToSignIn(end.needed, [...messages], context);
  const text = end.type === 'proposed' ? describeAction(end.action) : end.text;
  await context.emit({ type: 'token', text: `\n\n${text}` });
  const pending = end.type === 'proposed' ? { action: end.action, state: 'asked' as const } : null;
  return { messages: [...messages, said(text)], pending, next: 'end' };
}

interface Means {
  readonly review: ApprovedReview | null;
  readonly tool: StructuredToolInterface | undefined;
  readonly context: TurnContext;
}

async function obey(call: Call, { review, tool, context }: Means): Promise<Outcome> {
  context.signal.throwIfAborted();
  await context.emit({ type: 'tool_use', tool: call.name, summary: summarise(call.args) });
  try {
    if (review && call.name === SUBMIT_REVIEW) return await submit(call, review, context);
    if (!review && isProposal(call.name)) return propose(call);
    return { type: 'result', text: await runTool(tool, call, context.signal) };
  } catch (error) {
    if (error instanceof SignInNeeded) return { type: 'sign-in', needed: error };
    throw error;
  }
}

function propose({ name, args }: Call): Outcome {
  const parsed = toProposed(name, args);
  if (parsed.success) return { type: 'proposed', action: parsed.data };
  return { type: 'result', text: `Error: ${z.prettifyError(parsed.error)}` };
}

async function submit({ args }: Call, review: ApprovedReview, { github }: TurnContext): Promise<Outcome> {
  const parsed = reviewSchema.safeParse(args);
  const problems = parsed.success ? misplaced(parsed.data.comments, review) : [z.prettifyError(parsed.error)];
  if (!parsed.success || problems.length > 0) return { type: 'result', text: `Error: ${problems.join('\n')}` };
  const { repo, number, headSha } = review;
  const { summary, comments } = parsed.data;
  const text = await attempt(`post the review of ${repo}#${number}`, async () => {
    const url = await github.within((host) => host.postReview({ repo, number }, { headSha, body: summary, comments }));
    return `${summary}\n\nDone: [the review](${url}) is posted, with ${comments.length} comments.`;
  });
  return { type: 'posted', text };
}

function misplaced(comments: z.infer<typeof reviewSchema>['comments'], { files }: ApprovedReview): string[] {
  const lines = new Map(files.map(({ path, patch = '' }) => [path, readDiffLines(patch)]));
  return comments
    .filter(({ path, line, side }) => !lines.get(path)?.[side].has(line))
    .map(({ path, line, side }) => `The diff shows no line ${line} of ${path} (${side} side).`);
}

async function runTool(tool: StructuredToolInterface | undefined, { name, args }: Call, signal: AbortSignal): Promise<string> {
  if (!tool) return `Error: There is no tool named ${name}.`;
  try {
    const output: unknown = await tool.invoke(args, { signal });
    const text = typeof output === 'string' ? output : JSON.stringify(output);
    const cut = text.length > CHAT_LIMITS.result ? `${text.slice(0, CHAT_LIMITS.result)}\n… cut` : text;
    return asData(`result of ${name}`, cut);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SignInNeeded) throw error;
    const words = isOurs(error) ? `${error.message} ${error.remedy}` : String(error);
    return `Error: ${visibleText(words).slice(0, 500)}`;
  }
}
