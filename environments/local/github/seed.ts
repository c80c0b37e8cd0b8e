import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { listRefs } from './git/refs.ts';
import { runGit } from './git/run-git.ts';
import { writeCommit, writeDirectory } from './git/write-objects.ts';
import { toSignature } from './render/identity.ts';
import { fullNameOf, keyOf, type RepositoryRecord } from './state/repositories.ts';
import { DEVELOPER, type Twin } from './twin.ts';

export interface SeedInput {
  /** `owner/name`. */
  readonly name: string;
  /** A plain folder (becomes one first commit), a work tree or a bare repository (cloned with its history). */
  readonly directory: string;
  readonly description?: string;
  readonly topics?: readonly string[];
}

const nameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}(?<!\.git)$/, 'a repository is named owner/name');

/** Makes a repository known to the twin, with our app installed on it; one that is known already stays as it is. */
export async function seedRepository(twin: Twin, input: SeedInput): Promise<RepositoryRecord> {
  const [owner = '', name = ''] = nameSchema.parse(input.name).split('/');
  const key = keyOf({ owner, name });
  return twin.serially(key, async () => {
    const known = twin.store.repositories.get(key);
    if (known !== undefined) return known;
    const path = twin.pathOf({ owner, name });
    // What a predecessor that was killed half-way left.
    rmSync(path, { recursive: true, force: true });
    mkdirSync(dirname(path), { recursive: true });
    const defaultBranch = await importInto(path, input, twin.now());
    await configure(path);
    const knownRefs = await listRefs(path, 'refs/heads/', 'refs/tags/');
    return record(twin, { owner, name, input, defaultBranch, knownRefs });
  });
}

async function importInto(path: string, { directory, name }: SeedInput, now: Date): Promise<string> {
  const isGit = existsSync(join(directory, '.git')) || existsSync(join(directory, 'HEAD'));
  if (isGit) {
    await runGit(path, ['clone', '--quiet', '--bare', '--no-hardlinks', directory, path], { env: { GIT_DIR: '' } });
    const head = (await runGit(path, ['symbolic-ref', '--short', 'HEAD'])).trim();
    return head;
  }
  await runGit(path, ['init', '--quiet', '--bare', '--initial-branch=main', path]);
  const tree = await writeDirectory(path, directory);
  const who = toSignature(DEVELOPER, now);
  const sha = await writeCommit(path, { tree, parents: [], message: `Import ${name}`, author: who, committer: who });
  await runGit(path, ['update-ref', 'refs/heads/main', sha]);
  return 'main';
}

async function configure(path: string): Promise<void> {
  const settings = {
    'http.receivepack': 'true',
    // CI fetches the exact commit, also when no branch leads to it any more.
    'uploadpack.allowAnySHA1InWant': 'true',
    'receive.denyDeleteCurrent': 'true',
    // Kept by the twin itself.
    'receive.hideRefs': 'refs/pull',
    'gc.auto': '0',
    'receive.autogc': 'false',
  };
  for (const [name, value] of Object.entries(settings)) await runGit(path, ['config', name, value]);
}

interface NewRepository {
  readonly owner: string;
  readonly name: string;
  readonly input: SeedInput;
  readonly defaultBranch: string;
  readonly knownRefs: Readonly<Record<string, string>>;
}

function record(twin: Twin, { owner, name, input, defaultBranch, knownRefs }: NewRepository): RepositoryRecord {
  return twin.store.transaction(() => {
    const now = twin.now().toISOString();
    const installations = twin.store.installations;
    if (installations.get(owner.toLowerCase()) === undefined) {
      installations.put(owner.toLowerCase(), { id: installations.next(), owner, createdAt: now });
    }
    const repository: RepositoryRecord = {
      id: twin.store.repositories.next(),
      owner,
      name,
      description: input.description ?? '',
      topics: [...(input.topics ?? [])],
      defaultBranch,
      createdAt: now,
      updatedAt: now,
      pushedAt: now,
      nextNumber: 1,
      knownRefs: { ...knownRefs },
    };
    twin.store.repositories.put(keyOf(repository), repository);
    twin.logger.info('repository added', { repository: fullNameOf(repository) });
    return repository;
  });
}
