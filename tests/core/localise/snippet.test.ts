import { expect, test } from 'vitest';
import { readTicket } from '#localise/ticket/read-ticket.ts';
import { snippetOf } from '#localise/ticket/snippet.ts';

const clues = readTicket({ title: 'Free shipping limit', body: '' });
const filler = Array.from({ length: 30 }, (_, at) => `    step_${at}()`).join('\n');

test('a snippet is where most of the ticket’s words meet, with the definition that it lies in', () => {
  const text = `# shipping\nclass Rates:\n  def quote(self):\n${filler}\n    if order > limit:  # free shipping\n      return 0\n`;
  const snippet = snippetOf('a.py', text, clues);
  expect(snippet?.lines.join('\n')).toContain('# free shipping');
  expect(snippet?.within).toEqual({ line: 3, text: '  def quote(self):' });
});

test('a file without any of the words has none', () => {
  expect(snippetOf('a.py', filler, clues)).toBeUndefined();
});
