import type { ChangedFile } from '#ports/repo-host.ts';

/** The files whose diffs fit into the room, small ones first, and the paths of the others. */
export function chooseFiles(changed: readonly ChangedFile[], room: number): { files: ChangedFile[]; unseen: string[] } {
  const files: ChangedFile[] = [];
  const unseen: string[] = [];
  let left = room;
  for (const file of changed.toSorted((a, b) => (a.patch?.length ?? 0) - (b.patch?.length ?? 0))) {
    const size = file.patch?.length ?? 0;
    if (size === 0 || size > left) unseen.push(file.path);
    else {
      files.push(file);
      left -= size;
    }
  }
  return { files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), unseen };
}
