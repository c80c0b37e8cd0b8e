import type { ScriptReply, ScriptRequest } from '../script.ts';
import { firstPrompt, inTurn, use } from './conversation.ts';
import { SHIPPING } from './sample.ts';

const read = (path: string) => use('read_file', { repo: SHIPPING, path });

/** Reads what the change touches, then hands in the plan. */
export function planning(request: ScriptRequest): ScriptReply {
  return inTurn(request, [
    {
      text: 'I read the quote, what it is made from, and its tests.',
      toolUses: ['src/quote.js', 'src/order.js', 'src/describe.js', 'test/quote.test.js', 'AGENTS.md'].map(read),
    },
    {
      text: 'One small rule in a file of its own; the tests come first.',
      toolUses: [use('submit_plan', planFor(firstPrompt(request)))],
    },
  ]);
}

/** A script cannot do what it is asked to change; it says so where the people who asked will read it. */
function planFor(prompt: string): typeof PLAN {
  const [, feedback] = /label="requested changes">\n([\s\S]*?)\n<\/request>/.exec(prompt) ?? [];
  if (feedback === undefined) return PLAN;
  return { ...PLAN, summary: `${PLAN.summary} Noted, but not understood by the scripted model: "${feedback.slice(0, 500)}".` };
}

const PLAN = {
  title: 'Free standard shipping within the EU from 50 €',
  summary: 'Orders of 50 € or more, after the coupon, ship for free with standard shipping within the EU; the quote says so.',
  scope: {
    in: [
      'Standard shipping within the EU is free from 50.00 € (included), counted after the coupon',
      'The quote has a field `free`, and its description says "free"',
      'Changelog and README',
    ],
    out: ['Express, and every country outside the EU', 'The banner in the storefront'],
  },
  architecture: {
    components: [
      { path: 'src/free-shipping.js', responsibility: 'Decides whether an order ships for free' },
      { path: 'src/quote.js', responsibility: 'Applies the rule to the rate and says so in the quote' },
      { path: 'src/describe.js', responsibility: 'Words a free quote' },
    ],
    dataFlow: 'order → total after coupon → rule → quote → description → checkout',
    errorHandling: 'Nothing new: orders and methods that cannot be quoted are refused before the rule is asked.',
    security: 'No new input, no new dependency.',
  },
  tests: [
    {
      level: 'unit',
      name: 'free shipping',
      file: 'test/free-shipping.test.js',
      assertions: [
        '80 € within the EU: 0 and free',
        'exactly 50.00 €: free; 49.99 €: 4.90 €',
        '55 € with 10 % off pays; 60 € with 5 € off is free',
        'express, Switzerland and the US cost what they did',
        'the description reads "standard shipping: free, 2 to 4 days"',
      ],
    },
  ],
  tasks: [
    {
      id: 'T1',
      repo: SHIPPING,
      title: 'Test the rule for free shipping',
      detail: 'Write the cases of the test strategy, the boundary on both sides among them.',
      kind: 'test',
      files: ['test/free-shipping.test.js'],
      dependsOn: [],
      estimateHours: 0.5,
    },
    {
      id: 'T2',
      repo: SHIPPING,
      title: 'Ship for free from 50 € within the EU',
      detail:
        'Add the rule in src/free-shipping.js, apply it in quoteShipping, add `free` to the quote, and word it in describeQuote.',
      kind: 'code',
      files: ['src/free-shipping.js', 'src/quote.js', 'src/describe.js'],
      dependsOn: ['T1'],
      estimateHours: 1,
    },
    {
      id: 'T3',
      repo: SHIPPING,
      title: 'Describe free shipping in the README and the changelog',
      detail: 'A line under "Unreleased", the rule in the README, and the new field in its example.',
      kind: 'docs',
      files: ['README.md', 'CHANGELOG.md'],
      dependsOn: ['T2'],
      estimateHours: 0.25,
    },
  ],
  crossRepoSteps: [],
  estimateHours: 1.75,
  risk: { level: 'low', reason: 'One rule in one place, with tests on both sides of its boundary.' },
  rollback: 'Revert the pull request; no data is touched.',
  confidence: 0.9,
};
