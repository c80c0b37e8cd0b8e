import { countFindings, type Finding, type Review } from '#domain/review.ts';
import type { Material } from './state.ts';

const SCOPES: Readonly<Record<Review['scope']['verdict'], string>> = {
  within: 'within what it is for',
  mild: 'small extras that belong to it',
  significant: 'another change came along',
  creep: 'most of it is something else',
};

export interface Shown {
  readonly post: readonly Finding[];
  readonly said: readonly Finding[];
  readonly unseen: Material['unseen'];
}

/** The review's own text: summary, scope, counts, and what was not looked at. Markdown. */
export function renderSummary({ summary, scope }: Review, { post, said, unseen }: Shown): string {
  return [
    summary,
    `**Findings:** ${countFindings(post)}`,
    [`**Scope:** ${scope.verdict} (${SCOPES[scope.verdict]})`, ...scope.reasons.map((reason) => `- ${reason}`)].join('\n'),
    ...(said.length > 0 ? [`Not repeated, because it was said before: ${said.map(({ title }) => title).join('; ')}.`] : []),
    ...(unseen.length > 0 ? [`Not looked at:\n${unseen.map(({ path, why }) => `- \`${path}\`: ${why}`).join('\n')}`] : []),
  ].join('\n\n');
}

/** One inline comment. Markdown. */
export function renderFinding({ kind, severity, title, description, proposedFix, prompt }: Finding): string {
  const head = kind === 'good point' ? '**Good point**' : `**${capital(kind)}** · ${severity}`;
  return [
    `${head} · ${title}`,
    description,
    ...(proposedFix ? [`**Proposed fix**\n\n${proposedFix}`] : []),
    ...(prompt ? [`<details><summary>Prompt to fix it</summary>\n\n${fenced(prompt)}\n\n</details>`] : []),
  ].join('\n\n');
}

/** In a fence that is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
