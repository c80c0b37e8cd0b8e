import { extensionOf, isCode } from './language.ts';

/** What a file is for, as far as its path tells. */
export type FileKind = 'source' | 'test' | 'docs' | 'config' | 'example' | 'derived' | 'data';

const DERIVED_FOLDER =
  /(?:^|\/)(?:node_modules|bower_components|vendor|vendored|_vendor|third[_-]?party|thirdparty|dist|\.next|__snapshots__|__generated__|generated|minified)\//i;
const DERIVED_FILE =
  /(?:\.min\.(?:js|css|mjs)|\.lock|[-.]lock\.(?:json|yaml|yml)|lock\.json|go\.sum|\.map|\.snap|\.pb\.(?:go|cc|h)|_pb2(?:_grpc)?\.pyi?|\.g\.dart|\.designer\.cs|\.generated\.\w+|_generated\.\w+|shrinkwrap\.json|bun\.lockb)$/i;
const TEST_FOLDER =
  /(?:^|\/)(?:tests?|t|autotests?|unittests?|testutils?|__tests__|spec|specs|e2e|testdata|test[-_]?data|test[-_]?suite|testsuite|fixtures?|__mocks__|mocks?|cypress|integration[-_]tests?|unit[-_]?tests?|\w+[-_]tests?|src\/(?:test|it|androidTest|testFixtures|jmh)\w*)\//i;
const TEST_FILE =
  /(?:^|\/)(?:tests?|conftest|test_[^/]*|[^/]*(?:_test|_tests|_spec|\.test|\.tests|\.spec|-test|-spec|\.cy|\.stories)|[^/]*[a-z](?:Tests?|TestCase))\.\w+$|[a-z](?:Spec|IT)\.(?:java|kt|scala|groovy)$/;
const EXAMPLE_FOLDER = /(?:^|\/)(?:examples?|samples?|demos?|playgrounds?|benchmarks?|bench|benches|tutorials?|asv_bench\w*)\//i;
const DOCS_FOLDER = /(?:^|\/)(?:docs?|documentation)\//i;
const DOCS_EXTENSION = new Set('md mdx rst txt adoc asciidoc rdoc tex pod html htm po pot ipynb'.split(' '));
const DOCS_FILE =
  /^(?:readme|changes|changelog|history|news|authors|contributors|licen[cs]e|copying|notice|todo|codeowners|maintainers|security|contributing)(?:\.|$)/i;
const CONFIG_EXTENSION = new Set(
  'json yaml yml toml ini cfg conf properties xml gradle lock bazel bzl cmake mk mod plist editorconfig env'.split(' '),
);
const CONFIG_FILE =
  /^(?:makefile|dockerfile|rakefile|gemfile|procfile|jenkinsfile|vagrantfile|build|workspace|cmakelists\.txt|setup\.py|configure|\..*)$|\.config\.\w+$|^\.?\w+rc(?:\.\w+)?$/i;
const OTHER_SOURCE = new Set(
  'html htm css scss sass less styl sql proto graphql gql thrift xaml jinja jinja2 j2 hbs ejs erb tmpl tpl twig mustache haml pug slim in y l g4 s asm'.split(
    ' ',
  ),
);

/** What the path says that a file is for. Template and style files count as source: people change them for features. */
export function classifyPath(path: string): FileKind {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (DERIVED_FOLDER.test(path) || DERIVED_FILE.test(name)) return 'derived';
  if (TEST_FOLDER.test(path) || TEST_FILE.test(path)) return 'test';
  if (isDocs(path, name, extensionOf(path))) return 'docs';
  return EXAMPLE_FOLDER.test(path) ? 'example' : classifyName(name, extensionOf(path));
}

function classifyName(name: string, extension: string): FileKind {
  if (CONFIG_FILE.test(name) || CONFIG_EXTENSION.has(extension)) return 'config';
  return isCode(extension) || OTHER_SOURCE.has(extension) || extension === '' ? 'source' : 'data';
}

/** Web pages of an application are source; those of a documentation folder are not. */
function isDocs(path: string, name: string, extension: string): boolean {
  if (DOCS_FILE.test(name) && !isCode(extension)) return true;
  if (extension === 'html' || extension === 'htm') return DOCS_FOLDER.test(path);
  if (DOCS_EXTENSION.has(extension)) return name.toLowerCase() !== 'cmakelists.txt';
  return DOCS_FOLDER.test(path) && !/(?:^|\/)src\//.test(path);
}
