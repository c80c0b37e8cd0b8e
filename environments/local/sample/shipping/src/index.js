export { describeQuote } from './describe.js';
export { quoteShipping } from './quote.js';
export { METHODS } from './rates.js';
