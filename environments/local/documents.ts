import { DatabaseSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';

/** A named set of JSON documents with string ids, in insertion order. */
export interface Collection<T> {
  get(id: string): T | undefined;
  put(id: string, document: T): void;
  /** Writes only when the id is free; false when it is taken. */
  insert(id: string, document: T): boolean;
  delete(id: string): void;
  /** All documents whose id starts with the prefix, in insertion order. */
  list(prefix?: string): T[];
  /** A number that grows by one with every call and survives a restart. */
  next(): number;
}

/** The durable memory of a local twin: one SQLite file that survives SIGKILL. */
export interface Documents {
  collection<T>(name: string, schema: z.ZodType<T>): Collection<T>;
  /** Runs all writes of `work` or none of them. */
  transaction<R>(work: () => R): R;
  close(): void;
}

/** Opens (or creates) the file; `:memory:` for tests. */
export function openDocuments(file: string): Documents {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
  database.exec('CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL)');
  let depth = 0;
  return {
    collection: (name, schema) => openCollection(database, name, schema),
    transaction: (work) => {
      if (depth > 0) return work();
      database.exec('BEGIN IMMEDIATE');
      depth += 1;
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        // A full disk, for one, makes SQLite roll back by itself; trying again would hide the reason.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close: () => database.close(),
  };
}

/** Of each collection, so many documents that were read last are not parsed again. */
const KNOWN = 2_000;
/** No id has it: it sorts behind all of them. */
const LAST = '\u{10FFFF}';

interface Parsed<T> {
  readonly document: T;
}

/** Several readers share one document. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

function openCollection<T>(database: DatabaseSync, name: string, schema: z.ZodType<T>): Collection<T> {
  if (!/^[a-z_]+$/.test(name)) throw new Error(`a collection is named with a-z and _, not ${name}`);
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${name} (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL)`,
  );
  const read = database.prepare(`SELECT body FROM ${name} WHERE id = ?`);
  const upsert = database.prepare(
    `INSERT INTO ${name} (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
  );
  const add = database.prepare(`INSERT INTO ${name} (id, body) VALUES (?, ?) ON CONFLICT (id) DO NOTHING`);
  const remove = database.prepare(`DELETE FROM ${name} WHERE id = ?`);
  // A range of the index: looking at every id would make each task dearer than the one before.
  const list = database.prepare(`SELECT body FROM ${name} WHERE id >= ? AND id < ? ORDER BY seq`);
  const count = database.prepare(
    'INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value',
  );
  const known = new LRUCache<string, Parsed<T>>({ max: KNOWN });
  const parse = (row: Record<string, unknown>): T => {
    const body = String(row['body']);
    let parsed = known.get(body);
    if (!parsed) known.set(body, (parsed = { document: deepFreeze(schema.parse(JSON.parse(body))) }));
    return parsed.document;
  };
  return {
    get: (id) => {
      const row = read.get(id);
      return row === undefined ? undefined : parse(row);
    },
    put: (id, document) => {
      upsert.run(id, JSON.stringify(document));
    },
    insert: (id, document) => add.run(id, JSON.stringify(document)).changes === 1,
    delete: (id) => {
      remove.run(id);
    },
    list: (prefix = '') => list.all(prefix, `${prefix}${LAST}`).map(parse),
    next: () => Number(count.get(name)?.['value']),
  };
}
