import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from './bundle.ts';
import { toZip } from './zip.ts';

/** An archive as the stacks refer to it. */
export interface Artifact {
  /** Path of the ZIP file, from the directory of any stack. */
  readonly zip: string;
  /** Of the ZIP file, as Lambda tells it: base64. */
  readonly sha256: string;
  /** Bytes of the ZIP file. */
  readonly size: number;
}

/** Archives by the name of their entry. */
export type Artifacts = Readonly<Record<string, Artifact>>;

/** Writes each bundle to `outdir/bundles`, as a directory (for container images) and as a ZIP archive. */
export function writeBundles(bundles: readonly Bundle[], outdir: string): Artifacts {
  const root = join(outdir, 'bundles');
  rmSync(root, { recursive: true, force: true });
  return Object.fromEntries(
    bundles.map(({ entry, files }) => {
      mkdirSync(join(root, entry.name), { recursive: true });
      for (const [path, content] of Object.entries(files)) writeFileSync(join(root, entry.name, path), content);
      const zip = toZip(files);
      writeFileSync(join(root, `${entry.name}.zip`), zip);
      return [entry.name, toArtifact(entry.name, zip)];
    }),
  );
}

/** @throws Error when nothing of this name was bundled */
export function findArtifact(artifacts: Artifacts, name: string): Artifact {
  const artifact = artifacts[name];
  if (artifact === undefined) throw new Error(`There is no bundle ${name}.`);
  return artifact;
}

function toArtifact(name: string, zip: Buffer): Artifact {
  const sha256 = createHash('sha256').update(zip).digest('base64');
  return { zip: `../../bundles/${name}.zip`, sha256, size: zip.length };
}
