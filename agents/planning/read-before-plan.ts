import type { Catalogue } from '#agents/harness/catalogue.ts';
import type { Plan } from '#domain/plan.ts';

/** A catalogue that remembers which files were read through it. */
export interface NotedCatalogue {
  readonly catalogue: Catalogue;
  readonly hasRead: (repo: string, path: string) => boolean;
}

interface Place {
  readonly repo: string;
  readonly path: string;
}

/** Files named in one complaint; the next ones follow when these are read. */
const MAX_NAMED = 10;

/** Begins to take note of what is read; `known` was read before. */
export function noteReads(catalogue: Catalogue, known: readonly Place[]): NotedCatalogue {
  const read = new Set(known.map(keyOf));
  return {
    catalogue: {
      ...catalogue,
      read: async (repo, path) => {
        read.add(keyOf({ repo, path }));
        return catalogue.read(repo, path);
      },
    },
    hasRead: (repo, path) => read.has(keyOf({ repo, path })),
  };
}

/** What is wrong with a plan that changes code nobody has looked at; files that are to be made need no reading. */
export async function unreadCode(
  { tasks }: Pick<Plan, 'tasks'>,
  { catalogue, hasRead }: NotedCatalogue,
  visible: ReadonlySet<string>,
): Promise<string[]> {
  const unread: string[] = [];
  for (const { kind, repo, files } of tasks) {
    // What else is wrong with the repository is told by itself.
    if (kind !== 'code' || !visible.has(repo)) continue;
    const there = await catalogue.files(repo);
    unread.push(...files.filter((path) => there.includes(path) && !hasRead(repo, path)));
  }
  if (unread.length === 0) return [];
  return [
    `you plan to change code that you have not read; read it with read_file first: ${unread.slice(0, MAX_NAMED).join(', ')}`,
  ];
}

function keyOf({ repo, path }: Place): string {
  return `${repo.toLowerCase()} ${path}`;
}
