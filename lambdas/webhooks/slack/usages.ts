/** How one `/agent` command is written, and what it does. */
export interface Usage {
  /** What follows the word. */
  readonly args: string;
  /** In a few words, for the list. */
  readonly does: string;
  /** What there is to know beyond that. */
  readonly more: string;
  readonly example: string;
}

/** Every `/agent` command, in the order in which help lists them. */
export const USAGES = {
  start: {
    args: '<owner/name> <what to do>',
    does: 'start a task on a repository, without a ticket',
    more: 'The GitHub App has to be installed on the repository. The same words start no second task while the first is at work.',
    example: 'start acme/shipping Orders above 50 € ship for free',
  },
  status: {
    args: '<task>',
    does: 'where a task is, what it cost, whom it waits for',
    more: '',
    example: 'status SHIP-7',
  },
  list: {
    args: '[status]',
    does: 'the newest tasks: those at work, or those of a status',
    more: 'A status is written as in `status`: `awaiting_approval`, `executing`, `completed`, `failed` …',
    example: 'list awaiting_approval',
  },
  approve: {
    args: '<task>',
    does: 'approve the plan that waits',
    more: 'The first decision counts, wherever it is made. Who asked for a task does not approve it, unless your administrator allows it.',
    example: 'approve SHIP-7',
  },
  changes: {
    args: '<task> <what to change>',
    does: 'send the plan back',
    more: 'The plan is revised with what you say and comes up for approval again.',
    example: 'changes SHIP-7 Keep the old endpoint for one release',
  },
  reject: {
    args: '<task> [why]',
    does: 'reject the plan; this ends the task',
    more: 'To have it planned differently, use `changes`. A rejected task can be planned anew with `retry`.',
    example: 'reject SHIP-7 We buy this instead',
  },
  answer: {
    args: '<task> <text>',
    does: 'answer a question, or give an instruction on the way',
    more: 'Without an open question, what you say is read by the agents at their next step.',
    example: 'answer SHIP-7 After the coupon',
  },
  logs: {
    args: '<task> [lines]',
    does: 'the last things that happened',
    more: 'Ten lines unless you say how many; at most 50.',
    example: 'logs SHIP-7 30',
  },
  retry: {
    args: '<task> [limits]',
    does: 'go on with an ended task where it stopped',
    more: 'This is a new task which keeps the results of the one before. With `$20`, `200 turns` or `$20 and 200 turns` it has other limits.',
    example: 'retry SHIP-7 $20',
  },
  cancel: {
    args: '<task>',
    does: 'stop a task for good',
    more: 'What is pushed already stays on its branch.',
    example: 'cancel SHIP-7',
  },
  help: { args: '[command]', does: 'this list, or more about one command', more: '', example: 'help approve' },
} as const satisfies Readonly<Record<string, Usage>>;

export type Word = keyof typeof USAGES;

/** True for the words that `/agent` knows. */
export function isWord(text: string): text is Word {
  return Object.hasOwn(USAGES, text);
}

/** `/agent approve <task>`. */
export function usageOf(word: Word): string {
  return `/agent ${word} ${USAGES[word].args}`;
}

/** All commands, or all about one of them; Markdown. */
export function tellUsage(word?: Word): string {
  if (word === undefined) return LIST;
  const { does, more, example }: Usage = USAGES[word];
  const sentence = `${does.charAt(0).toUpperCase()}${does.slice(1)}.`;
  const naming = USAGES[word].args.includes('<task>') ? [NAMING] : [];
  return [`\`${usageOf(word)}\``, [sentence, more].join(' ').trim(), `Example: \`/agent ${example}\``, ...naming].join('\n');
}

const NAMING =
  'A task is named by its id (`task_…`), its ticket (`SHIP-7`) or its pull request (its address, or `acme/shipping#12`).';

const WORDS = Object.keys(USAGES).filter(isWord);

const LIST = [
  'What I understand:',
  ...WORDS.map((word) => `• \`${usageOf(word)}\`: ${USAGES[word].does}`),
  NAMING,
  'Or mention me, in a task’s thread or anywhere, and ask in your own words.',
].join('\n');

/** What people also say. */
const SYNONYMS: Readonly<Record<string, Word>> = {
  accept: 'approve',
  lgtm: 'approve',
  ok: 'approve',
  yes: 'approve',
  deny: 'reject',
  no: 'reject',
  change: 'changes',
  revise: 'changes',
  say: 'answer',
  tell: 'answer',
  reply: 'answer',
  show: 'status',
  log: 'logs',
  ls: 'list',
  tasks: 'list',
  stop: 'cancel',
  abort: 'cancel',
  kill: 'cancel',
  rerun: 'retry',
  restart: 'retry',
  run: 'start',
  new: 'start',
  create: 'start',
  do: 'start',
};

/** The command that was most likely meant; undefined when none is near. */
export function suggestWord(typed: string): Word | undefined {
  const text = typed.toLowerCase();
  if (Object.hasOwn(SYNONYMS, text)) return SYNONYMS[text];
  const most = text.length > 5 ? 2 : 1;
  const near = WORDS.map((word) => ({ word, distance: distanceOf(text, word, most) })).filter(({ distance }) => distance <= most);
  return near.toSorted((one, other) => one.distance - other.distance)[0]?.word;
}

/** Letters to add, drop, replace or swap with their neighbour, as long as they are at most `most`; otherwise infinite. */
function distanceOf(one: string, other: string, most: number): number {
  if (most < 0) return Number.POSITIVE_INFINITY;
  if (one === '' || other === '') return one.length + other.length;
  const [oneRest, otherRest] = [one.slice(1), other.slice(1)];
  if (one[0] === other[0]) return distanceOf(oneRest, otherRest, most);
  const isSwapped = one[0] === other[1] && one[1] === other[0];
  return (
    1 +
    Math.min(
      distanceOf(oneRest, other, most - 1),
      distanceOf(one, otherRest, most - 1),
      distanceOf(oneRest, otherRest, most - 1),
      isSwapped ? distanceOf(one.slice(2), other.slice(2), most - 1) : Number.POSITIVE_INFINITY,
    )
  );
}
