import type { ScriptReply, ScriptRequest } from '../script.ts';
import { firstPrompt, inTurn, use } from './conversation.ts';

/** Writes a brief about a line that is too long; whatever else fails is left to people. */
export function ciMonitor(request: ScriptRequest): ScriptReply {
  const prompt = firstPrompt(request);
  const [evidence, path, line, most] = /(\S+\.js):(\d+): line has \d+ characters, at most (\d+)/.exec(prompt) ?? [];
  if (evidence === undefined || path === undefined) return { toolUses: [use('submit_diagnosis', UNKNOWN)] };
  return inTurn(request, [
    { text: 'The formatter cannot break this line by itself. I look at it.', toolUses: [use('read_file', { path })] },
    {
      toolUses: [
        use('submit_diagnosis', {
          verdict: 'brief',
          summary: `Break the line that is too long in ${path}`,
          cause: 'ours',
          brief: `${evidence}. Line ${line} of ${path} is ours. Say it in at most ${most} characters a line; the format check must pass.`,
          evidence,
        }),
      ],
    },
  ]);
}

const UNKNOWN = {
  verdict: 'escalate',
  summary: 'The scripted CI monitor does not know this failure.',
  cause: 'unknown',
  brief: '',
  evidence: 'See the log of the failed check.',
};
