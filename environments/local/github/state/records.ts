import { z } from 'zod';
import type { Collection, Documents } from '../../documents.ts';

/** Records of repositories, found by id or by the commit, run or pull request that they belong to. */
export interface Records<T> {
  get(repo: string, id: number): T | undefined;
  put(record: T): void;
  delete(record: T): void;
  /** A new id. */
  next(): number;
  /** All of a repository, oldest first. */
  list(repo: string): T[];
  /** Those of one group, oldest first. */
  listOf(repo: string, group: string | number): T[];
}

interface Shape<T> {
  readonly schema: z.ZodType<T>;
  /** What a record belongs to; it never changes. */
  readonly groupOf: (record: T) => string | number;
}

function keyOf(repo: string, id: number): string {
  return `${repo}#${id}`;
}

export function openRecords<T extends { repo: string; id: number }>(
  documents: Documents,
  name: string,
  { schema, groupOf }: Shape<T>,
): Records<T> {
  const records = documents.collection(`github_${name}`, schema);
  const groups: Collection<string> = documents.collection(`github_${name}_groups`, z.string());
  const groupKey = (record: T): string => `${record.repo}#${groupOf(record)}#${record.id}`;
  return {
    get: (repo, id) => records.get(keyOf(repo, id)),
    put: (record) => {
      const key = keyOf(record.repo, record.id);
      records.put(key, record);
      groups.insert(groupKey(record), key);
    },
    delete: (record) => {
      records.delete(keyOf(record.repo, record.id));
      groups.delete(groupKey(record));
    },
    next: () => records.next(),
    list: (repo) => records.list(`${repo}#`),
    listOf: (repo, group) =>
      groups
        .list(`${repo}#${group}#`)
        .map((key) => records.get(key))
        .filter((record) => record !== undefined),
  };
}
