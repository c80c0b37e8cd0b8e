import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Collection } from '../collection.ts';

/** Raise it with every change of what is kept of a file or a commit, or of how it is packed. */
const VERSION = 'localise-2';
const MAX_ENTRIES = 50;

/** What is kept of a repository between two questions. */
export interface Kept {
  readonly facts: Collection;
  readonly commits: Collection;
}

const collectionSchema = z.object({
  words: z.string(),
  keys: z.string(),
  generated: z.instanceof(Uint8Array),
  starts: z.instanceof(Uint32Array),
  entries: z.instanceof(Uint32Array),
});
const keptSchema = z.object({ version: z.literal(VERSION), facts: collectionSchema, commits: collectionSchema });

/** A folder of indexes; what cannot be read is as good as absent, what cannot be written is left out. */
export interface Cache {
  read(name: string): Promise<Kept | undefined>;
  write(name: string, kept: Kept): Promise<void>;
}

/** Opens the cache in a folder, which need not exist or be writable. */
export function openCache(folder: string): Cache {
  const fileOf = (name: string): string => join(folder, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.bin`);
  return {
    read: async (name) => {
      try {
        return decode(await readFile(fileOf(name)));
      } catch {
        return undefined;
      }
    },
    write: async (name, kept) => {
      const draft = `${fileOf(name)}.${process.pid}`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(draft, encode(kept));
        await rename(draft, fileOf(name));
        await prune(folder);
      } catch {
        await rm(draft, { force: true }).catch(() => undefined);
      }
    },
  };
}

/** A checksum and what it is of. */
function encode({ facts, commits }: Kept): Buffer {
  const body = serialize({ version: VERSION, facts: toStored(facts), commits: toStored(commits) });
  const head = Buffer.alloc(4);
  head.writeUInt32LE(crc32(body));
  return Buffer.concat([head, body]);
}

function decode(file: Buffer): Kept | undefined {
  const body = file.subarray(4);
  if (file.length < 4 || file.readUInt32LE(0) !== crc32(body)) return undefined;
  const { facts, commits } = keptSchema.parse(deserialize(body));
  return { facts: fromStored(facts), commits: fromStored(commits) };
}

function toStored({ words, keys, generated, starts, entries }: Collection) {
  return { words: words.join('\n'), keys: keys.join('\n'), generated: Uint8Array.from(generated, Number), starts, entries };
}

function fromStored({ words, keys, generated, starts, entries }: z.infer<typeof collectionSchema>): Collection {
  return { words: split(words), keys: split(keys), generated: Array.from(generated, Boolean), starts, entries };
}

function split(joined: string): string[] {
  return joined === '' ? [] : joined.split('\n');
}

/** Keeps the newest. */
async function prune(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= MAX_ENTRIES) return;
  const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const old = aged.sort((a, b) => b.at - a.at).slice(MAX_ENTRIES);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}
