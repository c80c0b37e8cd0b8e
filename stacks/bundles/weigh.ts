import type { Bundle } from './bundle.ts';

/** What a bundle weighs, in bytes before compression. */
export interface Weight {
  /** Read at every cold start. */
  readonly cold: number;
  /** Read when first needed. */
  readonly lazy: number;
  /** Bytes per npm package, `ours` being the repository's own, heaviest first. */
  readonly packages: readonly (readonly [name: string, bytes: number])[];
}

/** Weighs a bundle by what its entry imports at once and what it imports later. */
export function weigh({ outputs }: Bundle): Weight {
  const entry = Object.keys(outputs).find((path) => outputs[path]?.entryPoint !== undefined && path.endsWith('index.mjs'));
  const cold = collectStatic(outputs, entry === undefined ? [] : [entry]);
  const packages = new Map<string, number>();
  let total = 0;
  for (const { bytes, inputs } of Object.values(outputs)) {
    total += bytes;
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(path);
      packages.set(name, (packages.get(name) ?? 0) + bytesInOutput);
    }
  }
  const coldBytes = [...cold].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
  return { cold: coldBytes, lazy: total - coldBytes, packages: [...packages].toSorted((one, other) => other[1] - one[1]) };
}

/** The files that are loaded with the first one. */
function collectStatic(outputs: Bundle['outputs'], first: readonly string[]): ReadonlySet<string> {
  const seen = new Set(first);
  for (const path of seen) {
    for (const { kind, path: imported, external } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && !external) seen.add(imported);
    }
  }
  return seen;
}

/** `node_modules/@scope/name/…` → `@scope/name`, by the innermost node_modules. */
export function packageOf(path: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? 'ours';
}
