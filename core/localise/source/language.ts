/** How a family of languages writes comments and strings. */
export type Syntax = 'c' | 'script' | 'hash' | 'dash' | 'semicolon' | 'text';

const SYNTAX_OF: Readonly<Record<Syntax, string>> = {
  c: 'c h cc cpp cxx c++ hh hpp hxx inl ipp m mm cu java kt kts scala sc groovy gradle go rs cs swift dart d zig v sv proto thrift sol glsl hlsl metal vala hx pas',
  script: 'js jsx mjs cjs ts tsx mts cts vue svelte astro php coffee',
  hash: 'py pyi pyx pxd rb rake gemspec sh bash zsh fish pl pm t r jl ex exs nim cr tcl mk cmake ps1 psm1 graphql gql tf nix bzl star yaml yml toml',
  dash: 'sql lua hs elm adb ads vhd vhdl',
  semicolon: 'lisp lsp cl el clj cljs cljc scm rkt asm s erl hrl f90 f ml mli fs fsx',
  text: '',
};

const BY_EXTENSION: ReadonlyMap<string, Syntax> = new Map([
  ...spread('c'),
  ...spread('script'),
  ...spread('hash'),
  ...spread('dash'),
  ...spread('semicolon'),
]);

function spread(syntax: Syntax): [string, Syntax][] {
  return SYNTAX_OF[syntax].split(' ').map((extension) => [extension, syntax]);
}

/** What stands after the last dot of the name, in small letters; empty without one. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** The syntax that a file's extension stands for; `text` when it is none we know. */
export function syntaxOf(extension: string): Syntax {
  return BY_EXTENSION.get(extension) ?? 'text';
}

const DATA = new Set(['yaml', 'yml', 'toml']);

/** Whether files with this extension are programs. */
export function isCode(extension: string): boolean {
  return BY_EXTENSION.has(extension) && !DATA.has(extension);
}
