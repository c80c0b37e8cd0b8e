import { expect, test } from 'vitest';
import { readRules } from '#agents/harness/read-rules.ts';

const sourceOf = (files: Readonly<Record<string, string>>) => ({
  files: async () => Object.keys(files),
  read: async (path: string) => files[path],
});

const long = (name: string): string => `${name} begins ${'x'.repeat(90_000)} ends`;

test('what a repository tells agents comes before what it tells people, and nothing else is read', async () => {
  const files = { 'CONTRIBUTING.md': 'people', 'README.md': 'no rule', '.claude/rules/style.md': 'style', 'AGENTS.md': 'agents' };
  expect(await readRules(sourceOf(files))).toEqual([
    { path: 'AGENTS.md', text: 'agents' },
    { path: '.claude/rules/style.md', text: 'style' },
    { path: 'CONTRIBUTING.md', text: 'people' },
  ]);
});

test('long rules are cut in the middle and say so, all together fit a prompt, and what agents are told is cut last', async () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`.claude/rules/${at}.md`, long(`rule ${at}`)]));
  const rules = await readRules(sourceOf({ ...many, 'AGENTS.md': long('first') }));
  expect(rules.map(({ text }) => text.length).reduce((a, b) => a + b)).toBeLessThan(42_000);
  expect(rules[0]).toMatchObject({ path: 'AGENTS.md', text: expect.stringMatching(/^first begins[\s\S]*cut here[\s\S]*ends$/) });
});

test('a file that is empty or cannot be read is left out', async () => {
  const source = {
    files: async () => ['AGENTS.md', 'CLAUDE.md'],
    read: async (path: string) => (path === 'AGENTS.md' ? ' \n' : undefined),
  };
  expect(await readRules(source)).toEqual([]);
});
