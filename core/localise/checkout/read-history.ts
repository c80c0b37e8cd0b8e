import { type Collection, openCollector } from '../collection.ts';
import { PATH_MARK, RENAME_MARK } from '../rank/history.ts';
import type { FieldCounts, FileFacts } from '../source/analyse-file.ts';
import { identifiersOf, wordsOf } from '../text/words.ts';
import { runGit } from './run-git.ts';

/** How far back is looked: what is older tells little of where things are now. */
const MAX_COMMITS = 4_000;
const MAX_MESSAGE = 2_000;
/** A commit that changes more is of no use, so its paths are not kept. */
const MAX_PATHS = 200;

/**
 * Reads the commits before and at `commit`, newest first, in the form of a snapshot's `commits`; those that `known` has
 * are taken from there. Empty where there is no history.
 */
export async function readHistory(directory: string, commit: string, known?: Collection): Promise<Collection> {
  const ids = await listCommits(directory, commit);
  const places = new Map(known?.keys.map((id, at) => [id, at]));
  const fresh = await readCommits(
    directory,
    ids.filter((id) => !places.has(id)),
  );
  const collector = openCollector();
  for (const id of ids) {
    const place = places.get(id);
    const facts = fresh.get(id);
    if (known && place !== undefined) collector.copy(known, place);
    else if (facts) collector.add(id, facts);
  }
  return collector.finish();
}

async function listCommits(directory: string, commit: string): Promise<string[]> {
  const args = ['rev-list', '--no-merges', `--max-count=${MAX_COMMITS}`, commit, '--'];
  const listed = await runGit(directory, args).catch(() => Buffer.alloc(0));
  return listed
    .toString()
    .split('\n')
    .filter((id) => id !== '');
}

async function readCommits(directory: string, ids: readonly string[]): Promise<Map<string, FileFacts>> {
  if (ids.length === 0) return new Map();
  const shown = ['--format=%x01%x01%H%x02%B%x02', '--name-status', '-z', '--relative', '--no-ext-diff', '--no-textconv'];
  const renames = (await isPartial(directory)) ? '--find-renames=100%' : '--find-renames';
  const args = ['log', '--stdin', '--no-walk=unsorted', '-l300', renames, ...shown];
  const log = await runGit(directory, args, `${ids.join('\n')}\n`).catch(() => Buffer.alloc(0));
  const records = log.toString('utf8').split('\u0001\u0001');
  return new Map(records.slice(1).map(toCommit));
}

/** A clone without old contents would have to fetch them to compare renamed files. */
async function isPartial(directory: string): Promise<boolean> {
  const found = await runGit(directory, ['config', '--get', 'extensions.partialClone']).catch(() => Buffer.alloc(0));
  return found.length > 0;
}

const TRAILER = /^(?:[A-Z][\w-]*-by|cc|fixes|closes|change-id|git-svn-id|pr-url|reviewed-on|bug|piperorigin-revid):.*$/gim;

function toCommit(record: string): [string, FileFacts] {
  const [id = '', message = '', changes = ''] = record.split('\u0002');
  const [title = '', ...body] = message.split('\n');
  const words = new Map<string, FieldCounts>();
  const count = (text: string, times: number): void => {
    for (const word of identifiersOf(text).flatMap(wordsOf)) {
      words.set(word, { symbols: 0, code: 0, prose: (words.get(word)?.prose ?? 0) + times });
    }
  };
  count(title, 2);
  count(body.join('\n').replace(TRAILER, '').slice(0, MAX_MESSAGE), 1);
  // A line break is what a cache separates words with.
  for (const word of toPathWords(changes)) if (!word.includes('\n')) words.set(word, { symbols: 0, code: 1, prose: 0 });
  return [id, { words, definitions: [], imports: [], generated: false }];
}

/** `M\0path\0R090\0old\0new\0` → marked paths. */
function toPathWords(changes: string): string[] {
  const parts = changes.split('\0');
  const words: string[] = [];
  for (let at = parts.findIndex((part) => part.trim() !== ''); at >= 0 && at + 1 < parts.length && words.length < MAX_PATHS; ) {
    const [head = '', first = '', second = ''] = parts.slice(at, at + 3);
    const status = head.trim();
    const moved = /^[RC]\d*$/.test(status);
    words.push(PATH_MARK + (moved ? second : first));
    if (status.startsWith('R')) words.push(`${RENAME_MARK}${first}\0${second}`);
    at += moved ? 3 : 2;
  }
  return words;
}
