import type { ScriptReply, ScriptRequest } from '../script.ts';
import { inTurn, use } from './conversation.ts';
import { SHIPPING, STOREFRONT } from './sample.ts';

/** Finds the shipping library, looks at it and at who uses it. */
export function discovery(request: ScriptRequest): ScriptReply {
  return inTurn(request, [
    { text: 'I look for the code that quotes shipping.', toolUses: [use('search_code', { query: 'quoteShipping' })] },
    {
      text: 'The quote is made in the shipping library; the storefront only shows it. I read both.',
      toolUses: [
        use('list_files', { repo: SHIPPING }),
        use('read_file', { repo: SHIPPING, path: 'src/quote.js' }),
        use('read_file', { repo: STOREFRONT, path: 'src/checkout.js' }),
      ],
    },
    { toolUses: [use('submit_discovery', FOUND)] },
  ]);
}

const FOUND = {
  repositories: [
    {
      name: SHIPPING,
      relevance: 1,
      reason: 'Decides what shipping costs (quoteShipping) and how a quote is worded (describeQuote).',
      files: [
        { path: 'src/quote.js', type: 'source', relevance: 1 },
        { path: 'src/describe.js', type: 'source', relevance: 0.9 },
        { path: 'src/order.js', type: 'source', relevance: 0.8 },
        { path: 'test/quote.test.js', type: 'test', relevance: 0.8 },
      ],
    },
    {
      name: STOREFRONT,
      relevance: 0.5,
      reason: 'Shows the quote in the checkout and takes price and wording as they come; nothing has to change there.',
      files: [{ path: 'src/checkout.js', type: 'source', relevance: 0.5 }],
    },
  ],
  dependencies: [
    { from: STOREFRONT, to: SHIPPING, type: 'shared-lib', description: 'The checkout calls quoteShipping and describeQuote.' },
  ],
  complexity: 'Medium',
  approach:
    'Add the rule as a file of its own to the shipping library, let the quote say that it is free, and word it in describeQuote. ' +
    'The storefront prints that text already.',
};
