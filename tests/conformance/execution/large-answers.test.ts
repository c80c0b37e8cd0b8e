import { beforeAll, describe, expect, test } from 'vitest';
import { toResultAttributes } from '#adapters/dynamodb/result-item.ts';
import { createExecutionAgent } from '#agents/execution/graph.ts';
import { openTranscript } from '#agents/harness/transcript.ts';
import { type StepResult, toStepOutput } from '#domain/step-result.ts';
import type { ScriptReply } from '#environments/local/bedrock/script.ts';
import type { Rig } from '../../agents/execution/rig.ts';
import type { ScriptedModel } from '../../agents/execution/scripted-model.ts';
import { TASK_ID } from '../../fakes/samples.ts';
import { rigOf, say, scriptOf, TEST_FIRST, write } from './tiny-repository.ts';

const run = (command: string): ScriptReply => say('run', { command });
const read = (path: string): ScriptReply => say('read_file', { path });

const MAKE = [
  'mkdir big && cd big',
  "head -c 5000000 /dev/zero | tr '\\0' x > line.txt",
  'head -c 5000000 /dev/urandom > random.bin',
  'head -c 5000000 /dev/zero > zero.bin',
  "(printf 'begin\\n'; head -c 5000000 /dev/zero | tr '\\0' '\\377'; printf '\\nend\\n') > invalid.txt",
  "for i in $(seq 20); do (printf '%02d' $i; cat line.txt; echo) > long-$i.txt; done",
  'echo made',
].join('\n');

/** What the model asks, and what it has to be told. */
const ASKED: readonly (readonly [ScriptReply, RegExp])[] = [
  [run(MAKE), /made/],
  [run('cat big/line.txt'), /^exit code 0\nx+\n… \d+ (bytes|characters) cut here …\nx+/],
  [run('cat big/random.bin'), /… \d+ (bytes|characters) cut here …/],
  [run('cat big/zero.bin; echo END'), /END$/],
  [run('cat big/invalid.txt'), /^exit code 0\nbegin\n\ufffd+\n… \d+ (bytes|characters) cut here …\n\ufffd+\nend$/],
  [run("printf 'a\\0b\\033[31mred\\033[0m\\033]0;title\\007 \\342\\200\\256c'"), /^exit code 0\nabred c$/],
  [run('seq -f "%.0f not ok" 100000'), /^exit code 0\n1 not ok\n[^]*cut here[^]*\n100000 not ok/],
  [read('big/line.txt'), /^1\tx{2000}… \(\d+ more characters in this line\)$/],
  [read('big/invalid.txt'), /^1\tbegin\n2\t\ufffd{2000}… \(\d+ more characters in this line\)\n3\tend$/],
  [read('big/random.bin'), /is no text|not UTF-8/],
  [read('big/zero.bin'), /is no text/],
  [say('search', { pattern: 'end' }), /big\/invalid\.txt:3: end/],
  [say('search', { pattern: 'x' }), /too many or too long\. Make the pattern more exact/],
  [say('search', { pattern: 'ok \\$' }), /run-tests\.sh:4/],
  [run('rm -r big && mkdir many && cd many && for i in $(seq 3000); do echo > "$(printf %0200d $i)"; done'), /exit code 0/],
  [say('list_files', {}), /\d{4} files are too many to list[^]*many\/ \(3000 files\)/],
];

/** Fails thousands of tests with long names, and passes when the work is done. */
const NOISY = `if [ -f new.txt ]; then echo "ok 1 - all"; echo "1..1"; echo "# pass 1"; exit 0; fi
for i in $(seq 2000); do printf 'not ok %d - %0500d\\n' $i $i; done; echo "1..2000"; echo "# fail 2000"; exit 1
`;

/** What was kept last of a transcript. */
const lines: string[] = [];
const keep = async (_key: string, text: string): Promise<void> => void lines.splice(0, lines.length, ...text.split('\n'));

describe('whatever commands and files answer', () => {
  let rig: Rig;
  let model: ScriptedModel;
  let result: StepResult;
  const first = scriptOf({
    T1: [...TEST_FIRST, ...ASKED.map(([reply]) => reply)],
    T2: [write('run-tests.sh', NOISY)],
  });
  const second = scriptOf({ T2: [write('new.txt', 'new')] });

  beforeAll(async () => {
    rig = await rigOf();
    const context = rig.context('execute', (request) =>
      (request.messages[0]?.text.includes('This is attempt 2') ? second : first)(request),
    );
    model = context.model;
    const transcript = openTranscript(context.invocation, { transcripts: { keep }, log: () => undefined });
    result = await createExecutionAgent(rig).run({ ...context, transcript });
    await transcript.end({ outcome: 'finished' });
  });

  test.each(
    ASKED.map(([reply, expected], at) => [JSON.stringify(reply.toolUses?.[0]?.input).slice(0, 60), at, expected] as const),
  )('the model is told what fits, and what was cut: %s', (_, at, expected) => {
    const request = model.requests.find(({ turn, messages }) => turn === at + 2 && messages[0]?.text.startsWith('Task T1'));
    const said = request?.messages.at(-1)?.toolResults[0]?.text ?? '';
    expect(said.replace(/^<outside-text [^>]*>\n|\n<\/outside-text>$/g, '').trimEnd()).toMatch(expected);
    expect(said.length).toBeLessThan(61_000);
    expect(said).not.toMatch(/[^\P{Cc}\t\r\n]/u);
  });

  test('an attempt that is refused says of what fails as much as can be read', () => {
    const again = model.requests.find(({ messages }) => messages[0]?.text.includes('This is attempt 2'));
    expect(again?.messages[0]?.text).toMatch(/These tests (passed before and fail now|still fail): .*and \d+ more/);
    expect(again?.messages[0]?.text.length).toBeLessThan(40_000);
  });

  test('transcript, events, result and pull request stay within their limits', () => {
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60_000);
    for (const fact of rig.store.facts(TASK_ID)) expect(JSON.stringify(fact).length).toBeLessThan(60_000);
    expect(() => toResultAttributes(result, new Date())).not.toThrow();
    expect(JSON.stringify(result).length).toBeLessThan(40_000);
    expect(JSON.stringify(toStepOutput('execute', result)).length).toBeLessThan(1_000);
    expect(rig.readied[0]?.body.length).toBeLessThan(65_536);
    expect(rig.readied[0]?.body).toMatch(/although the plan does not name it: .*and \d+ more/);
  });
});
