import { describe, expect, test } from 'vitest';
import { markdown } from '#environments/local/github/pages/markdown.ts';

describe('Markdown on a page', () => {
  test.each([
    ['a table', '| a |\n|---|\n| `x` |', '<td><code>x</code></td>'],
    ['what is folded', '<details>\n<summary>Plan</summary>\n\n- a\n\n</details>', '<details><summary>Plan</summary>'],
    ['a link', '[pull](https://example.com/1)', '<a href="https://example.com/1">pull</a>'],
  ])('%s is rendered', async (_name, text, expected) => {
    expect((await markdown(text)).toString()).toContain(expected);
  });

  test.each([
    ['a script', '<script>alert(1)</script>', '<script'],
    ['an attribute of a folding', '<details onclick=alert(1)>', '<details'],
    ['an image', '![x](https://example.com/spy.png)', '<img'],
    ['a script link', '[x](javascript:alert(1))', 'href'],
    ['a marker of ours', '<!-- stepwright:status -->text', 'stepwright:status'],
  ])('%s does not reach the page', async (_name, text, forbidden) => {
    expect((await markdown(text)).toString()).not.toContain(forbidden);
  });
});
