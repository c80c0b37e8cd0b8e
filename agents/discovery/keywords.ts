import type { Ticket } from '#domain/ticket.ts';

/** Words of tickets that say nothing about code. */
const STOP_WORDS = new Set(
  (
    'a about above after again all also although always am an and any are as at be because been before being below between both but by ' +
    'can cannot could did do does doing done down during each either else even ever every few for from further get gets give given go ' +
    'good had has have having he her here hers him his how however i if in instead into is it its itself just let like make makes may me ' +
    'might more most much must my need needs never no nor not nothing now of off often on once one only or other our out over own per ' +
    'please same says see seen shall she should show shows since so some still such sure than that the their them then there these they ' +
    'thing things this those though through to today too two under until up upon us use used using very via want wants was we well were ' +
    'what when where whether which while who whom whose why will with within without would yet you your ' +
    'acceptance add added adds bug change changed changes criteria error expected feature fix fixed happen happens issue new problem ' +
    'report reported request steps task test tests ticket update user users work works wrong'
  ).split(' '),
);

const SUMMARY_WEIGHT = 3;
/** What somebody wrote as code is what code search finds. */
const CODE_WEIGHT = 4;

interface Scored {
  readonly word: string;
  score: number;
  readonly first: number;
}

/** The words of a ticket most likely to be found in code, best first; always the same for the same ticket. */
export function extractKeywords(ticket: Pick<Ticket, 'summary' | 'description' | 'labels'>, limit: number): string[] {
  const scores = new Map<string, Scored>();
  const add = (text: string, weight: number): void => {
    for (const token of text.replace(/https?:\/\/\S+/g, ' ').match(/[\p{L}\p{N}_$][\p{L}\p{N}_$.\-/]*/gu) ?? [])
      score(scores, token, weight);
  };
  add(ticket.summary, SUMMARY_WEIGHT);
  for (const [, code = ''] of ticket.description.matchAll(/`([^`\n]+)`/g)) add(code, CODE_WEIGHT);
  add(ticket.description, 1);
  // The word after which a repository is often labelled; labels that are only process say nothing.
  add(ticket.labels.filter((label) => label.length > 2).join(' '), 1);
  const ranked = [...scores.values()].sort((a, b) => b.score - a.score || a.first - b.first);
  return ranked.slice(0, limit).map(({ word }) => word);
}

function score(scores: Map<string, Scored>, token: string, weight: number): void {
  const word = token.replace(/[.\-/]+$/, '');
  const key = word.toLowerCase();
  if (key.length < 3 || STOP_WORDS.has(key) || /^[\d.\-/]+$/.test(key)) return;
  const known = scores.get(key) ?? { word, score: 0, first: scores.size };
  known.score += isIdentifier(word) ? weight + CODE_WEIGHT : weight;
  scores.set(key, known);
}

/** camelCase, snake_case, a file name or a dotted path: written by somebody who looked at the code. */
function isIdentifier(word: string): boolean {
  return /[a-z][A-Z]/.test(word) || /\w_\w/.test(word) || /\w\.\w/.test(word) || /\w\/\w/.test(word);
}
