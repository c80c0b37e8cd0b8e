import { z } from 'zod';

/** The packages that a manifest makes and uses. */
export interface Manifest {
  readonly provides: readonly string[];
  readonly uses: readonly string[];
}

const names = z.record(z.string(), z.unknown()).catch({});
const packageSchema = z
  .object({
    name: z.string().optional().catch(undefined),
    dependencies: names,
    devDependencies: names,
    peerDependencies: names,
    optionalDependencies: names,
  })
  .partial();

const READERS: Readonly<Record<string, (text: string) => Manifest>> = {
  'package.json': readPackageJson,
  'pyproject.toml': readPyproject,
  'requirements.txt': (text) => ({ provides: [], uses: all(text, /^[ \t]*([A-Za-z0-9][\w.-]*)/gm).map(toPythonName) }),
  'go.mod': readGoMod,
  'cargo.toml': readCargo,
  'pom.xml': readPom,
};

const FOREIGN = /(?:^|\/)(?:node_modules|vendor|third_party|fixtures|testdata|examples?)\//;

/** Whether a path is that of a manifest that we can read, and not of somebody else's package. */
export function isManifest(path: string): boolean {
  return nameOf(path) in READERS && !FOREIGN.test(path);
}

/** Reads a manifest as far as it can be read; never fails. */
export function readManifest(path: string, text: string): Manifest {
  const read = READERS[nameOf(path)];
  return read ? read(text) : { provides: [], uses: [] };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

function readPackageJson(text: string): Manifest {
  const parsed = packageSchema.safeParse(parseJson(text));
  if (!parsed.success) return { provides: [], uses: [] };
  const { name, dependencies, devDependencies, peerDependencies, optionalDependencies } = parsed.data;
  const uses = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies, ...optionalDependencies });
  return { provides: name === undefined ? [] : [name], uses };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `dependencies = ["acme-rates>=1"]` of a project, and poetry's tables. */
function readPyproject(text: string): Manifest {
  const sections = sectionsOf(text);
  const project = sections.get('project') ?? '';
  const poetry = [...sections].filter(([name]) => /^tool\.poetry\..*dependencies$/.test(name)).map(([, body]) => body);
  const listed = all(project, /["']([A-Za-z0-9][\w.-]*)[^"'\n]*["'][ \t]*(?:,|\]|$)/gm);
  const keys = poetry.flatMap((body) => all(body, /^([A-Za-z0-9][\w.-]*)[ \t]*=/gm)).filter((name) => name !== 'python');
  const provides = all(`${project}\n${sections.get('tool.poetry') ?? ''}`, /^name[ \t]*=[ \t]*["']([^"'\n]+)["']/gm);
  const own = new Set(provides);
  return { provides: provides.map(toPythonName), uses: [...listed, ...keys].filter((name) => !own.has(name)).map(toPythonName) };
}

/** PEP 503: case and the kind of dash do not count. */
function toPythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function readGoMod(text: string): Manifest {
  return {
    provides: all(text, /^module[ \t]+(\S+)/gm),
    uses: all(text, /^(?:require[ \t]+|[ \t]+)([\w.-]+\/[^\s]+)[ \t]+v/gm),
  };
}

function readCargo(text: string): Manifest {
  const sections = sectionsOf(text);
  const used = [...sections].filter(([name]) => /(?:^|\.)(?:dev-|build-)?dependencies$/.test(name));
  return {
    provides: all(sections.get('package') ?? '', /^name[ \t]*=[ \t]*"([^"\n]+)"/gm),
    uses: used.flatMap(([, body]) => all(body, /^([\w-]+)(?:\.workspace)?[ \t]*=/gm)),
  };
}

function readPom(text: string): Manifest {
  const own = text.replace(/<(dependencies|build|parent|profiles|dependencyManagement)>[\s\S]*?<\/\1>/g, '');
  const dependencies = text.match(/<dependency>[\s\S]*?<\/dependency>/g) ?? [];
  const artifact = /<artifactId>\s*([^<\s]+)\s*<\/artifactId>/g;
  return {
    provides: all(own, artifact).slice(0, 1),
    uses: dependencies.flatMap((dependency) => all(dependency, artifact).slice(0, 1)),
  };
}

/** The bodies of TOML's tables by their names. */
function sectionsOf(text: string): Map<string, string> {
  const parts = text.split(/^[ \t]*\[+([^\]\n"]+)\]+[ \t]*(?:#.*)?$/m);
  const sections = new Map<string, string>();
  for (let at = 1; at + 1 < parts.length; at += 2) {
    const name = parts[at]?.trim() ?? '';
    sections.set(name, `${sections.get(name) ?? ''}${parts[at + 1]}`);
  }
  return sections;
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => name ?? []);
}
