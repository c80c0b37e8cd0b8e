import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import type { BenchRepository, Organisation } from './organisation.ts';

const ownSchema = z.object({
  repositories: z
    .record(z.string(), z.object({ description: z.string().default(''), topics: z.array(z.string()).default([]) }))
    .default({}),
  tickets: z.array(z.object({ title: z.string(), body: z.string(), repositories: z.array(z.string()).min(1) })).min(1),
});

const MAX_SIZE = 384_000;
const TEXT =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|go|rs|java|kts?|scala|cs|php|swift|c|h|cc|cpp|hpp|sh|sql|proto|graphqls?|ya?ml|toml|json|xml|md|rst|txt|mod|tf)$/i;
const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules', 'vendor', 'target', '.venv']);

/**
 * Reads `organisation.json` (`tickets` with `title`, `body` and the names of their `repositories`; under `repositories` what
 * the host shows of them, by name) and every folder next to it as one repository. @throws InputError `ORGANISATION_INVALID`
 */
export async function openOrganisation(directory: string): Promise<Organisation> {
  const { repositories: shown, tickets } = await readOwn(directory);
  const entries = await readdir(directory);
  const repositories = await Promise.all(
    entries.map(async (folder): Promise<BenchRepository[]> => {
      const root = join(directory, folder);
      if (!(await stat(root)).isDirectory()) return [];
      const { description = '', topics = [] } = shown[folder] ?? {};
      return [{ name: `acme/${folder}`, description, topics, files: await readTexts(root) }];
    }),
  );
  return {
    repositories: repositories.flat(),
    tickets: tickets.map((one) => ({ ...one, repositories: one.repositories.map((name) => `acme/${name}`) })),
  };
}

async function readOwn(directory: string): Promise<z.infer<typeof ownSchema>> {
  const file = join(directory, 'organisation.json');
  try {
    return ownSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new InputError(`${file} cannot be used: ${why}`, {
      code: 'ORGANISATION_INVALID',
      remedy: 'Name a folder with one folder per repository and organisation.json beside them.',
      cause,
    });
  }
}

async function readTexts(root: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) await walk(path);
      if (!entry.isFile() || !(TEXT.test(entry.name) || /^readme/i.test(entry.name))) continue;
      if ((await stat(path)).size <= MAX_SIZE) files.set(relative(root, path).split(sep).join('/'), await readFile(path, 'utf8'));
    }
  };
  await walk(root);
  return files;
}
