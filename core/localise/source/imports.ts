import { extensionOf } from './language.ts';

const SCRIPT = [/\b(?:from|import|require)\s*\(?\s*['"]([^'"\n]+)['"]/g];
const PYTHON = [
  /^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+\(?([^\n#(]*)/gm,
  /^[ \t]*import[ \t]+([.\w]+(?:[ \t]*,[ \t]*[.\w]+)*)/gm,
];
const INCLUDE = [/^[ \t]*#[ \t]*(?:include|import)[ \t]+["<]([^">\n]+)[">]/gm];
const DOTTED = [/^[ \t]*(?:import|using)[ \t]+(?:static[ \t]+)?([\w.]+)/gm];
const GO = [/^(?:import[ \t]+|\t)(?:[\w.]+[ \t]+)?"([\w./~-]+)"/gm];
const RUST = [/\b(?:use|mod)[ \t]+((?:crate|super|self)?(?:::)?\w+(?:::\w+)*)/g];
const RUBY = [/\brequire(?:_relative)?[ \t(]+['"]([^'"\n]+)['"]/g];

const PATTERNS: ReadonlyMap<string, readonly RegExp[]> = new Map([
  ...each('js jsx mjs cjs ts tsx mts cts vue svelte astro', SCRIPT),
  ...each('py pyi pyx', PYTHON),
  ...each('c h cc cpp cxx hh hpp hxx m mm cu', INCLUDE),
  ...each('java kt kts scala groovy cs swift dart', DOTTED),
  ...each('go', GO),
  ...each('rs', RUST),
  ...each('rb rake', RUBY),
]);

function each(extensions: string, patterns: readonly RegExp[]): [string, readonly RegExp[]][] {
  return extensions.split(' ').map((extension) => [extension, patterns]);
}

const MAX_IMPORTS = 200;

/**
 * What a file imports, as path endings without extension: `a.b.C` → `a/b/C`, `./x/y.ts` keeps its dots. Python's
 * `from a import b` gives both `a` and `a/b`, because either may be the file.
 */
export function importsOf(path: string, text: string): string[] {
  const extension = extensionOf(path);
  const found = new Set<string>();
  for (const pattern of PATTERNS.get(extension) ?? []) {
    for (const match of text.matchAll(pattern)) {
      for (const specifier of toSpecifiers(extension, match[1] ?? '', match[2] ?? '')) found.add(specifier);
      if (found.size >= MAX_IMPORTS) return [...found];
    }
  }
  return [...found];
}

function toSpecifiers(extension: string, target: string, names: string): string[] {
  if (extension.startsWith('py')) return pythonSpecifiers(target, names);
  if (extension === 'rs')
    return [
      target
        .replace(/^(?:crate|self)::/, '')
        .replaceAll('super::', '../')
        .replaceAll('::', '/'),
    ];
  const isPath = /^(?:[jt]sx?|[mc][jt]s|vue|svelte|astro|go|rb|rake|c|h|cc|cpp|cxx|hh|hpp|hxx|m|mm|cu)$/.test(extension);
  return [isPath ? target.replace(/\.(?:[mc]?[jt]sx?|vue|svelte|hp?p?|hh|hxx|inl)$/, '') : target.replaceAll('.', '/')];
}

function pythonSpecifiers(target: string, names: string): string[] {
  return target.split(',').flatMap((one) => {
    const dots = /^\.*/.exec(one.trim())?.[0].length ?? 0;
    const rest = one.trim().slice(dots).replaceAll('.', '/');
    const base = dots === 0 ? rest : `${dots === 1 ? './' : '../'.repeat(dots - 1)}${rest}`;
    const imported = names.split(',').flatMap((name) => /^\s*([a-z_]\w*)/.exec(name)?.[1] ?? []);
    return [base, ...imported.map((name) => `${base.replace(/\/$/, '')}/${name}`)];
  });
}
