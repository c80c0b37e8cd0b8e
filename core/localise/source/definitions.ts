import { extensionOf } from './language.ts';

const NAME = String.raw`([A-Za-z_$\u00c0-\uffff][\w$\u00c0-\uffff]*)`;
const NOT_A_METHOD = new Set(
  'if for while switch catch return function with else do new throw typeof await sizeof foreach using lock'.split(' '),
);

const PYTHON = [
  new RegExp(String.raw`^[ \t]*(?:async[ \t]+)?(?:def|class|cdef|cpdef)[ \t]+${NAME}`, 'gm'),
  new RegExp(String.raw`^${NAME}[ \t]*(?::[^=\n]{1,80})?=[^=]`, 'gm'),
  /^[ \t]+([A-Z][A-Z0-9_]{2,})[ \t]*=[^=]/gm,
];
const SCRIPT = [
  new RegExp(String.raw`\b(?:function\*?|class|interface|enum|namespace|module|trait)[ \t]+${NAME}`, 'g'),
  new RegExp(String.raw`\btype[ \t]+${NAME}[ \t]*[=<]`, 'g'),
  new RegExp(String.raw`^[ \t]{0,2}(?:export[ \t]+)?(?:declare[ \t]+)?(?:const|let|var)[ \t]+${NAME}`, 'gm'),
  new RegExp(
    String.raw`^[ \t]+(?:(?:public|private|protected|static|async|get|set|readonly|override|final|abstract)[ \t]+)*\*?${NAME}[ \t]*(?:<[^>\n]{1,80}>)?\((?![^\n]{0,300}=>)(?=[^\n;]{0,300}(?:[{}(,]|\)[ \t]*:[^\n;]{1,120};)[ \t]*$)`,
    'gm',
  ),
  new RegExp(String.raw`(?:\bexports|\bprototype|\bmodule\.exports)\.${NAME}[ \t]*=`, 'g'),
  new RegExp(
    String.raw`^[ \t]*${NAME}[ \t]*[:=][ \t]*(?:async[ \t]+)?(?:function\b|\([^()\n]{0,120}\)[ \t]*(?::[^=\n]{1,60})?=>)`,
    'gm',
  ),
];
const GO = [
  new RegExp(String.raw`^func[ \t]+(?:\([^)\n]*\)[ \t]*)?${NAME}`, 'gm'),
  new RegExp(String.raw`^(?:type|const|var)[ \t]+${NAME}`, 'gm'),
  new RegExp(String.raw`^\t${NAME}[ \t]+(?:struct|interface|=)`, 'gm'),
];
const RUST = [
  new RegExp(String.raw`\b(?:fn|struct|enum|trait|mod|type|const|static|union|macro_rules!)[ \t]+(?:mut[ \t]+)?${NAME}`, 'g'),
  new RegExp(String.raw`^impl(?:<[^>\n]*>)?[ \t]+(?:[\w:<>', ]{1,80}[ \t]+for[ \t]+)?${NAME}`, 'gm'),
];
const C = [
  new RegExp(String.raw`^[A-Za-z_][^\n;=(]{0,120}?${NAME}[ \t]*\([^\n;]*$`, 'gm'),
  new RegExp(String.raw`^${NAME}[ \t]*\([^\n;]*$`, 'gm'),
  new RegExp(String.raw`^[ \t]*#[ \t]*define[ \t]+${NAME}`, 'gm'),
  new RegExp(String.raw`\b(?:struct|class|enum|union|namespace)[ \t]+${NAME}[^;\n()]*(?:\{|$)`, 'gm'),
  new RegExp(String.raw`^typedef[^\n;]*?${NAME}[ \t]*;`, 'gm'),
  new RegExp(String.raw`^\}[ \t]*${NAME}[ \t]*;`, 'gm'),
];
const JVM = [
  new RegExp(
    String.raw`\b(?:class|interface|enum|record|object|trait|struct|protocol|extension|namespace|func|fun|def|typealias|@interface)[ \t]+(?:<[^>\n]{1,80}>[ \t]*)?(?:[\w]{1,60}\.)?${NAME}`,
    'g',
  ),
  new RegExp(
    String.raw`^[ \t]+(?:(?:public|private|protected|internal|static|final|abstract|override|virtual|async|synchronized|native|default|sealed)[ \t]+)+[\w<>[\],.?& ]{0,80}?${NAME}[ \t]*\(`,
    'gm',
  ),
  /\b(?:static[ \t]+final|final[ \t]+static|const)[ \t]+[\w<>[\],.]{1,60}[ \t]+([A-Z][A-Z0-9_]{2,})[ \t]*=/g,
];
const RUBY = [
  /\b(?:def[ \t]+(?:self\.)?|class[ \t]+|module[ \t]+)(?:\w+::)*([A-Za-z_]\w*)/g,
  /^[ \t]*([A-Z][A-Z0-9_]{2,})[ \t]*=/gm,
];
const SHELL = [/^[ \t]*(?:function[ \t]+)?([\w-]+)[ \t]*\(\)/gm, /^[ \t]*function[ \t]+([\w-]+)/gm];
const OTHER = [
  new RegExp(
    String.raw`\b(?:class|interface|struct|enum|trait|protocol|object|type|module|namespace|package|fn|fun|func|function|def|defp|defmodule|defmacro|defn|defun|sub|message|service|rpc|macro|procedure|input|scalar|table|view|let|val|data|newtype)[ \t]+(?:rec[ \t]+|if not exists[ \t]+)?${NAME}`,
    'gim',
  ),
];

const PATTERNS: ReadonlyMap<string, readonly RegExp[]> = new Map([
  ...each('py pyi pyx pxd', PYTHON),
  ...each('js jsx mjs cjs ts tsx mts cts vue svelte astro php coffee', SCRIPT),
  ...each('go', GO),
  ...each('rs', RUST),
  ...each('c h cc cpp cxx hh hpp hxx inl m mm cu', C),
  ...each('java kt kts scala groovy cs swift dart', JVM),
  ...each('rb rake', RUBY),
  ...each('sh bash zsh', SHELL),
]);

function each(extensions: string, patterns: readonly RegExp[]): [string, readonly RegExp[]][] {
  return extensions.split(' ').map((extension) => [extension, patterns]);
}

/** The names that a file defines, as its code (without comments and strings) shows them to regular expressions; once each. */
export function definitionsOf(path: string, code: string): string[] {
  const names = new Set<string>();
  for (const pattern of PATTERNS.get(extensionOf(path)) ?? OTHER) {
    for (const [, name = ''] of code.matchAll(pattern)) {
      if (name.length > 1 && name.length <= 80 && !NOT_A_METHOD.has(name)) names.add(name);
    }
  }
  return [...names];
}
