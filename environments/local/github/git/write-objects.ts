import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signature } from './objects.ts';
import { runGit } from './run-git.ts';

/** A change of one path in a tree; without a hash the path is removed. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | undefined;
}

export async function writeBlob(dir: string, content: Buffer | string): Promise<string> {
  return (await runGit(dir, ['hash-object', '-w', '--stdin'], { input: content })).trim();
}

/** Writes a tree: the base tree (if any) with the changes applied. Throws when git refuses a path. */
export async function writeTree(dir: string, base: string | undefined, changes: readonly TreeChange[]): Promise<string> {
  const bad = changes.find(({ path }) => !isTreePath(path));
  // git itself would leave such a path out without a word.
  if (bad !== undefined) throw new Error(`${bad.path} cannot be a path in a tree`);
  return withIndex(dir, async (env) => {
    if (base !== undefined) await runGit(dir, ['read-tree', base], { env });
    for (const { path, sha } of changes.filter(({ mode }) => mode === '040000')) {
      await runGit(dir, ['rm', '-r', '--cached', '--quiet', '--ignore-unmatch', '--', path], { env });
      if (sha !== undefined) await runGit(dir, ['read-tree', `--prefix=${path}/`, sha], { env });
    }
    const lines = changes.filter(({ mode }) => mode !== '040000').map(toIndexLine);
    await runGit(dir, ['update-index', '-z', '--add', '--index-info'], { env, input: lines.join('') });
    return (await runGit(dir, ['write-tree'], { env })).trim();
  });
}

function isTreePath(path: string): boolean {
  return path.split('/').every((part) => !/^(|\.|\.\.|\.git)$/i.test(part)) && !path.includes('\0');
}

function toIndexLine({ path, mode, sha }: TreeChange): string {
  return sha === undefined ? `0 ${'0'.repeat(40)}\t${path}\0` : `${mode} ${sha}\t${path}\0`;
}

/** Writes the tree of a plain directory, honouring its .gitignore. */
export async function writeDirectory(dir: string, directory: string): Promise<string> {
  return withIndex(dir, async (env) => {
    await runGit(dir, ['--work-tree', directory, 'add', '--all', '.'], { env: { ...env, GIT_WORK_TREE: directory } });
    return (await runGit(dir, ['write-tree'], { env })).trim();
  });
}

export interface CommitInput {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Signature;
  readonly committer: Signature;
}

export async function writeCommit(dir: string, input: CommitInput): Promise<string> {
  const { author, committer } = input;
  const env = {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: author.date,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: committer.date,
  };
  const args = ['commit-tree', input.tree, ...input.parents.flatMap((parent) => ['-p', parent]), '-F', '-'];
  return (await runGit(dir, args, { env, input: input.message })).trim();
}

export interface TagInput {
  readonly object: string;
  readonly type: string;
  readonly tag: string;
  readonly message: string;
  readonly tagger: Signature;
}

export async function writeTag(dir: string, { object, type, tag, message, tagger }: TagInput): Promise<string> {
  const seconds = Math.floor(new Date(tagger.date).getTime() / 1_000);
  const who = `${tagger.name} <${tagger.email}> ${seconds} +0000`;
  const input = `object ${object}\ntype ${type}\ntag ${tag}\ntagger ${who}\n\n${message}\n`;
  return (await runGit(dir, ['mktag'], { input })).trim();
}

async function withIndex<T>(dir: string, work: (env: Record<string, string>) => Promise<T>): Promise<T> {
  const index = join(tmpdir(), `stepwright-index-${randomUUID()}`);
  try {
    return await work({ GIT_INDEX_FILE: index });
  } finally {
    rmSync(index, { force: true });
    rmSync(`${index}.lock`, { force: true });
  }
}
