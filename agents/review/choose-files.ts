import type { ChangedFile } from '#ports/repo-host.ts';
import type { Material } from './state.ts';

/** Characters of diff that a model is shown: about 60,000 tokens. */
const ROOM = 200_000;
/** A file whose diff is longer than this was seldom written by a person. */
const MAX_PATCH = 60_000;

const GENERATED =
  /(^|\/)(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|Cargo\.lock|go\.sum|poetry\.lock|composer\.lock|Gemfile\.lock)$|\.min\.(js|css)$|\.(map|snap)$|(^|\/)(dist|vendor|node_modules)\//;

/** The files whose diffs are reviewed, within the room there is: what people write before what tools write. */
export function chooseFiles(changed: readonly ChangedFile[]): Pick<Material, 'files' | 'unseen'> {
  const files: ChangedFile[] = [];
  const unseen: { path: string; why: string }[] = [];
  let room = ROOM;
  for (const file of changed.toSorted((a, b) => lengthOf(a) - lengthOf(b))) {
    const why = whyUnseen(file, room);
    if (why === undefined) {
      files.push(file);
      room -= lengthOf(file);
    } else unseen.push({ path: file.path, why });
  }
  return { files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), unseen };
}

function whyUnseen(file: ChangedFile, room: number): string | undefined {
  if (file.patch === undefined) return 'the host shows no diff of it (binary, renamed only, or too large)';
  if (GENERATED.test(file.path)) return 'written by a tool';
  if (lengthOf(file) > MAX_PATCH) return `its diff is ${lengthOf(file)} characters long`;
  return lengthOf(file) > room ? 'there was no room left for its diff' : undefined;
}

function lengthOf({ patch = '' }: ChangedFile): number {
  return patch.length;
}
