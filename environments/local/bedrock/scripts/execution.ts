import type { Script, ScriptReply, ScriptRequest } from '../script.ts';
import { firstPrompt, inTurn, latestResults, use } from './conversation.ts';
import { LONG_LINE, RULE_TEST, SHORT_LINE } from './sample.ts';

/** A developer who starts the rule with this draft, sees the boundary fail, and puts it right. */
export function executionWith(draft: string): Script {
  return (request) => {
    const prompt = firstPrompt(request);
    if (prompt.startsWith('CI failed')) return fixCi(request);
    if (prompt.startsWith('Feedback on the pull request')) return addressFeedback(request);
    if (prompt.startsWith('Review the whole change')) return done('The change is what the plan says.');
    const [, id = ''] = /^Task (\S+) of the plan/.exec(prompt) ?? [];
    if (id === 'T1') return writeTest(request);
    if (id === 'T2') return /This is attempt [23]/.test(prompt) ? correctRule(request) : writeRule(request, draft);
    if (id === 'T3') return writeDocs(request);
    throw new Error('the scripted developer only knows the plan of the sample ticket');
  };
}

function writeTest(request: ScriptRequest): ScriptReply {
  return inTurn(request, [
    {
      text: 'I look at how the quote is tested today.',
      toolUses: [use('list_files'), use('read_file', { path: 'test/quote.test.js' })],
    },
    {
      text: 'I write the cases of the plan.',
      toolUses: [use('write_file', { path: 'test/free-shipping.test.js', content: RULE_TEST })],
    },
    { text: 'They have to fail now, for the right reason.', toolUses: [use('run', { command: 'npm test' })] },
    done('Tests for free shipping: both sides of 50 €, coupon, express, countries and wording.'),
  ]);
}

function writeRule(request: ScriptRequest, draft: string): ScriptReply {
  return inTurn(request, [
    {
      text: 'I read the files that the plan names.',
      toolUses: [use('read_file', { path: 'src/quote.js' }), use('read_file', { path: 'src/describe.js' })],
    },
    {
      text: 'The rule gets a file of its own; the quote asks it.',
      toolUses: [
        use('write_file', { path: 'src/free-shipping.js', content: draft }),
        edit(
          'src/quote.js',
          "import { weightOf } from './order.js';",
          "import { isFree } from './free-shipping.js';\nimport { weightOf } from './order.js';",
        ),
        edit(
          'src/quote.js',
          '  return { method, zone, cents: rate.cents, days: rate.days };',
          '  const free = isFree(order, method, zone);\n  return { method, zone, cents: free ? 0 : rate.cents, free, days: rate.days };',
        ),
        edit(
          'src/describe.js',
          '  return `${quote.method} shipping: ${formatCents(quote.cents)}, ${days}`;',
          "  const price = quote.free ? 'free' : formatCents(quote.cents);\n  return `${quote.method} shipping: ${price}, ${days}`;",
        ),
      ],
    },
    done('Standard shipping within the EU is free from 50 € after the coupon; the quote says so in `free`.', [
      'A quote always has `free`, true or false, so that callers need not compare the price with zero.',
    ]),
  ]);
}

function correctRule(request: ScriptRequest): ScriptReply {
  const path = 'src/free-shipping.js';
  return inTurn(request, [
    {
      text: 'The order of exactly 50.00 € pays for shipping: the boundary is wrong. I look at the rule.',
      toolUses: [use('read_file', { path })],
    },
    {
      text: '"50 € or more" includes 50 €.',
      toolUses: [edit(path, 'totalOf(order) > FREE_FROM_CENTS', 'totalOf(order) >= FREE_FROM_CENTS')],
    },
    { text: 'Now the tests again.', toolUses: [use('run', { command: 'npm test' })] },
    done('Standard shipping within the EU is free from 50 € (included) after the coupon; the quote says so in `free`.', [
      'A quote always has `free`, true or false, so that callers need not compare the price with zero.',
    ]),
  ]);
}

function writeDocs(request: ScriptRequest): ScriptReply {
  return inTurn(request, [
    { toolUses: [use('read_file', { path: 'README.md' }), use('read_file', { path: 'CHANGELOG.md' })] },
    {
      toolUses: [
        edit(
          'CHANGELOG.md',
          '## Unreleased\n',
          '## Unreleased\n\n- Standard shipping within the EU is free for orders of 50 € or more, after the coupon.\n',
        ),
        edit('README.md', 'cents: 490, days: [2, 4] }', 'cents: 490, free: false, days: [2, 4] }'),
        edit(
          'README.md',
          '- `standard` and `express` have prices',
          '- `standard` is free within the EU for orders of 50 € or more, after the coupon; the quote says so in `free`.\n- `standard` and `express` have prices',
        ),
      ],
    },
    done('README and changelog name the rule.'),
  ]);
}

/** Answers a question in words; anything else it notes in the changelog, which is as far as a script's understanding goes. */
function addressFeedback(request: ScriptRequest): ScriptReply {
  const prompt = firstPrompt(request);
  const [, where = 'the pull request'] = /review thread at ([^"]+)"/.exec(prompt) ?? [];
  if (/\?\s*<\/outside-text>/.test(prompt)) return done(`About ${where}: the tests show both sides of the boundary.`);
  return inTurn(request, [
    { text: 'I look at what is there.', toolUses: [use('read_file', { path: 'CHANGELOG.md' })] },
    { toolUses: [edit('CHANGELOG.md', '## 1.4.0', `- Review of ${where}.\n\n## 1.4.0`)] },
    { toolUses: [use('run', { command: 'npm test' })] },
    done(`The changelog says what the review of ${where} asked for.`),
  ]);
}

/** Breaks the line that the brief complains about. */
function fixCi(request: ScriptRequest): ScriptReply {
  const [, path = 'src/free-shipping.js'] = /(\S+\.js):\d+: line has/.exec(firstPrompt(request)) ?? [];
  return inTurn(request, [
    { text: 'I look at the line that is too long.', toolUses: [use('read_file', { path })] },
    { toolUses: [edit(path, LONG_LINE, SHORT_LINE)] },
    { toolUses: [use('run', { command: 'npm run format:check' })] },
    /exit code 0/.test(latestResults(request))
      ? done('The comment fits into the line now.')
      : { toolUses: [use('read_file', { path })] },
  ]);
}

function edit(path: string, find: string, replace: string): ReturnType<typeof use> {
  return use('edit_file', { path, find, replace });
}

function done(summary: string, decisions: readonly string[] = []): ScriptReply {
  return { toolUses: [use('done', { summary, decisions })] };
}
