import type { ScriptReply, ScriptRequest } from '../script.ts';
import { latestResults, use } from './conversation.ts';

const REPO = /\b([\w.-]+\/[\w.-]+)\b/;

/** Understands a handful of sentences, and says what it read. */
export function chat(request: ScriptRequest): ScriptReply {
  if (request.tools.includes('submit_review')) return review(request);
  const results = latestResults(request);
  if (results !== '') return answer(results, request);
  return understand(lastWish(request));
}

/** The user's latest words; a sign-in only goes on with what they wanted before. */
function lastWish({ messages }: ScriptRequest): string {
  const said = messages.filter(({ role, text }) => role === 'user' && text !== '').map(({ text }) => text);
  return said.findLast((text) => !/signed in at GitHub/.test(text)) ?? '';
}

interface Wish {
  readonly repo: string;
  /** What stands in quotes. */
  readonly title: string;
  readonly number: number;
}

/** What it understands, the first match first. */
const SENTENCES: readonly (readonly [pattern: RegExp, reply: (wish: Wish, match: RegExpExecArray) => ScriptReply])[] = [
  [
    /\breview\b.*#\d+/i,
    ({ repo, number }) => ({ text: 'I look at it first.', toolUses: [use('read_pull_request', { repo, number })] }),
  ],
  [/\b(list|my) .*repositories/i, () => ({ toolUses: [use('list_repositories')] })],
  [
    /\bopen an issue\b/i,
    ({ repo, title }) => ({ toolUses: [use('create_issue', { repo, title, body: 'Opened from the chat.' })] }),
  ],
  [
    /\bfrom (\S+) into (\S+)/,
    ({ repo, title }, [, head, base]) => ({
      toolUses: [use('create_pull_request', { repo, title, body: 'Opened from the chat.', head, base })],
    }),
  ],
  [/\bissues\b/i, ({ repo }) => ({ toolUses: [use('list_issues', { repo })] })],
  [REPO, ({ repo }) => ({ toolUses: [use('read_repository', { repo })] })],
];

const HELP = 'I am a scripted model. Try: list my repositories; issues of acme/shipping; open an issue in acme/shipping "Title".';

function understand(text: string): ScriptReply {
  const [, repo = ''] = REPO.exec(text) ?? [];
  const [, title = 'Untitled'] = /"([^"]+)"/.exec(text) ?? [];
  const [, number] = /#(\d+)/.exec(text) ?? [];
  for (const [pattern, reply] of SENTENCES) {
    const match = pattern.exec(text);
    if (match) return reply({ repo, title, number: Number(number) }, match);
  }
  return { text: HELP };
}

function answer(results: string, request: ScriptRequest): ScriptReply {
  const [, number] = /#(\d+)/.exec(lastWish(request)) ?? [];
  const [, repo = ''] = REPO.exec(lastWish(request)) ?? [];
  const isRead = /result of read_pull_request/.test(results);
  if (isRead) return { toolUses: [use('plan_review', { repo, number: Number(number), plan: PLAN })] };
  const lines = results.split('\n').filter((line) => line !== '' && !/^<\/?outside-text/.test(line));
  return { text: `This is what I see:\n${lines.map((line) => `- ${line}`).join('\n')}` };
}

const PLAN = {
  objective: 'Does the change do what its title says, and is it tested?',
  steps: ['Read the diff', 'Ask about the first new line'],
  risks: ['A scripted model judges nothing'],
  minutes: 2,
};

/** Asks about the first line that the diff adds. */
function review({ messages }: ScriptRequest): ScriptReply {
  const text = messages.findLast((message) => message.text.includes('label="diff of'))?.text ?? '';
  const [, path, start = '1', before = ''] =
    /label="diff of (\S+) \([a-z]+\)">\n@@ -\S+ \+(\d+)\S* @@.*\n((?:[ -].*\n)*)\+/.exec(text) ?? [];
  const line = Number(start) + before.split('\n').filter((one) => one.startsWith(' ')).length;
  const comments = path === undefined ? [] : [{ path, line, side: 'new', body: 'Which test covers this line?' }];
  const summary = 'This review was written by the scripted model: it shows how a review looks, and judges nothing.';
  return { toolUses: [use('submit_review', { summary, comments })] };
}
