import type { ScriptReply, ScriptRequest } from '../script.ts';
import { firstPrompt, inTurn, use } from './conversation.ts';

/** Writes a ticket from what any trace tells: the error, and the first frame of the project's own code. */
export function sentry(request: ScriptRequest): ScriptReply {
  const prompt = firstPrompt(request);
  const [, title = 'an error'] = /^Title: (.+)$/m.exec(prompt) ?? [];
  const [, where = '', file = ''] = /^ {2}at (\S+) \((\S+?)\)/m.exec(prompt) ?? [];
  return inTurn(request, [
    { text: 'I look at the other events of this error.', toolUses: [use('list_events')] },
    {
      toolUses: [
        use('submit_ticket', {
          title: `${title.slice(0, 100)}${where === '' ? '' : ` in ${where.slice(0, 40)}`}`.padEnd(10, '.'),
          analysis: file
            ? `The trace ends in \`${where}\` (\`${file}\`): look there first. This is a scripted model’s text.`
            : 'The event has no frames of this project’s own code. This is a scripted model’s text.',
          reproduction: file
            ? `Call \`${where}\` in a test with the input that the failing request had; it throws the error above.`
            : 'It cannot be told from the event.',
        }),
      ],
    },
  ]);
}
