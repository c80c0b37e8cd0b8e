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
  'setup.cfg': readSetupCfg,
  'requirements.txt': readRequirements,
  'go.mod': readGoMod,
  'cargo.toml': readCargo,
  'pom.xml': readPom,
  'buf.yaml': readBuf,
};

const FOREIGN = /(?:^|\/)(?:node_modules|vendor|third_party|fixtures|testdata|examples?)\//;

/** Whether a path is that of a manifest that we can read, and not of somebody else's package. */
export function isManifest(path: string): boolean {
  return Object.hasOwn(READERS, nameOf(path)) && !FOREIGN.test(path);
}

/** Reads a manifest as far as it can be read; never fails. */
export function readManifest(path: string, text: string): Manifest {
  const read = Object.hasOwn(READERS, nameOf(path)) ? READERS[nameOf(path)] : undefined;
  return read ? read(text) : { provides: [], uses: [] };
}

function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return REQUIREMENTS.test(path) ? 'requirements.txt' : name;
}

/** `requirements-dev.txt`, `dev-requirements.txt`, `requirements/base.txt`. */
const REQUIREMENTS = /(?:^|\/)(?:[\w.-]*requirements[\w.-]*|requirements\/[\w.-]+)\.txt$/i;

function readPackageJson(text: string): Manifest {
  const parsed = packageSchema.safeParse(parseJson(text));
  if (!parsed.success) return { provides: [], uses: [] };
  const { name, dependencies, devDependencies, peerDependencies, optionalDependencies } = parsed.data;
  const asked = { ...dependencies, ...devDependencies, ...peerDependencies, ...optionalDependencies };
  const uses = Object.entries(asked).flatMap(([key, from]) => [key, ...(typeof from === 'string' ? behind(from) : [])]);
  return { provides: name === undefined ? [] : [name], uses };
}

/** What a name stands for: `npm:@acme/rates@1` → @acme/rates, `github:acme/rates#v1` → acme/rates. */
function behind(from: string): string[] {
  const alias = /^npm:(@?[^@]+)/.exec(from)?.[1];
  return [
    ...(alias === undefined ? [] : [alias]),
    ...all(from, /^(?:github:)?([\w.-]+\/[\w.-]+?)(?:#.*)?$/g),
    ...repositoriesIn(from),
  ];
}

/** Repositories that are taken straight from git: `git+https://host/acme/rates.git@v1` → acme/rates. */
function repositoriesIn(text: string): string[] {
  return all(
    text,
    /(?:git\+|git@|git:|https?:|ssh:)[^\s"'#]{0,200}?[\w.-]{1,99}[/:]([\w.-]{1,99}\/[\w.-]{1,99}?)(?:\.git)?(?=[#@"'\s?]|$)/gm,
  );
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
  const lists = [project, sections.get('project.optional-dependencies'), sections.get('dependency-groups')].join('\n');
  const listed = all(lists, /["']([A-Za-z0-9][\w.-]*)[^"'\n]*["'][ \t]*(?:,|\]|$)/gm);
  const keys = poetry.flatMap((body) => all(body, /^([A-Za-z0-9][\w.-]*)[ \t]*=/gm)).filter((name) => name !== 'python');
  const provides = all(`${project}\n${sections.get('tool.poetry') ?? ''}`, /^name[ \t]*=[ \t]*["']([^"'\n]+)["']/gm);
  const own = new Set(provides);
  const uses = [...listed, ...keys].filter((name) => !own.has(name)).map(toPythonName);
  return { provides: provides.map(toPythonName), uses: [...uses, ...repositoriesIn(`${lists}\n${poetry.join('\n')}`)] };
}

function readRequirements(text: string): Manifest {
  return {
    provides: [],
    uses: [...all(text, /^[ \t]*([A-Za-z0-9][\w.-]*)(?!\S*:\/\/)/gm).map(toPythonName), ...repositoriesIn(text)],
  };
}

function readSetupCfg(text: string): Manifest {
  const sections = sectionsOf(text);
  const required = /^install_requires[ \t]*=(.*(?:\n[ \t]+.*)*)/m.exec(sections.get('options') ?? '')?.[1] ?? '';
  return {
    provides: all(sections.get('metadata') ?? '', /^name[ \t]*=[ \t]*(\S+)/gm).map(toPythonName),
    uses: readRequirements(required).uses,
  };
}

/** PEP 503: case and the kind of dash do not count. */
function toPythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function readGoMod(text: string): Manifest {
  return {
    provides: all(text, /^module[ \t]+(\S+)/gm).map(withoutMajor),
    uses: all(text, /^(?:require[ \t]+|[ \t]+)([\w.-]+\/[^\s]+)[ \t]+v/gm).map(withoutMajor),
  };
}

/** Major versions of a module are one repository's: `acme.example/rates/v2` → acme.example/rates. */
function withoutMajor(name: string): string {
  return name.replace(/\/v\d+$/, '');
}

function readCargo(text: string): Manifest {
  const sections = sectionsOf(text);
  const used = [...sections].filter(([name]) => /(?:^|\.)(?:dev-|build-)?dependencies(?:\.[\w-]+)?$/.test(name));
  const uses = used.flatMap(([name, body]) => {
    const own = /dependencies\.([\w-]+)$/.exec(name)?.[1];
    const keys = own === undefined ? all(body, /^([\w-]+)(?:\.workspace)?[ \t]*=/gm) : [own];
    return [...keys, ...all(body, /\bpackage[ \t]*=[ \t]*"([^"\n]+)"/g), ...repositoriesIn(body)];
  });
  return { provides: all(sections.get('package') ?? '', /^name[ \t]*=[ \t]*"([^"\n]+)"/gm), uses };
}

/** Artifacts as `group:artifact`, or alone where a group is not said; a parent is used as well. */
function readPom(text: string): Manifest {
  const own = text.replace(/<(dependencies|build|parent|profiles|dependencyManagement)>[\s\S]*?<\/\1>/g, '');
  const parent = /<parent>[\s\S]*?<\/parent>/.exec(text)?.[0] ?? '';
  const group = tagOf(own, 'groupId') ?? tagOf(parent, 'groupId');
  const toName = (part: string, fallback?: string): string[] => {
    const artifact = tagOf(part, 'artifactId');
    const said = tagOf(part, 'groupId') ?? fallback;
    const of = said?.startsWith('${') === true ? group : said;
    return artifact === undefined ? [] : [of === undefined ? artifact : `${of}:${artifact}`];
  };
  const dependencies = text.match(/<dependency>[\s\S]*?<\/dependency>/g) ?? [];
  return {
    provides: toName(own, group),
    uses: [...(parent === '' ? [] : [parent]), ...dependencies].flatMap((part) => toName(part)),
  };
}

function tagOf(text: string, tag: 'groupId' | 'artifactId'): string | undefined {
  return new RegExp(`<${tag}>\\s*([^<\\s]+)\\s*</${tag}>`).exec(text)?.[1];
}

/** Modules of Protocol Buffers: `buf.build/acme/shipping`. */
function readBuf(text: string): Manifest {
  return { provides: all(text, /\bname:[ \t]*(\S+\/\S+)/g), uses: all(text, /^[ \t]*-[ \t]+([\w.-]+\/[\w./-]+)/gm) };
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
