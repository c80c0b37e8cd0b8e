import type { ScriptReply, ScriptRequest } from '../script.ts';
import { firstPrompt, inTurn, use } from './conversation.ts';

/** Reads the first file that the pull request changes, and asks about its first new line. */
export function review(request: ScriptRequest): ScriptReply {
  const place = firstNewLine(firstPrompt(request));
  if (place === undefined) return { toolUses: [use('submit_review', { ...REVIEW, findings: [] })] };
  const { path, line } = place;
  return inTurn(request, [
    { text: 'I look at what was changed, and around it.', toolUses: [use('read_file', { path }), use('list_files')] },
    { toolUses: [use('submit_review', { ...REVIEW, findings: [{ ...QUESTION, path, line }] })] },
  ]);
}

const REVIEW = {
  summary: 'This review was written by the scripted model: it shows how a review looks, and judges nothing.',
  scope: { verdict: 'within', reasons: [] },
};

const QUESTION = {
  kind: 'question',
  severity: 'minor',
  title: 'Which test covers this line?',
  description: 'The scripted reviewer asks this of the first new line of every pull request.',
  proposedFix: '',
  prompt: '',
};

/** The first added line below a diff's first hunk header. */
function firstNewLine(prompt: string): { readonly path: string; readonly line: number } | undefined {
  const diff = /label="diff of (\S+) \([a-z]+\)">\n@@ -\S+ \+(\d+)\S* @@.*\n((?:[ -].*\n)*)\+/.exec(prompt);
  if (diff === null) return undefined;
  const [, path = '', start = '1', before = ''] = diff;
  return { path, line: Number(start) + before.split('\n').filter((line) => line.startsWith(' ')).length };
}
