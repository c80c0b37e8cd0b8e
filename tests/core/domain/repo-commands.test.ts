import { describe, expect, test } from 'vitest';
import { detectCommands } from '#domain/repo-commands.ts';

const EITHER = (python: string): string =>
  `if ${python} -c 'import pytest' 2>/dev/null; then ${python} -m pytest -q; else ${python} -m unittest; fi`;
const packageJson = (content: object) => JSON.stringify(content);

describe('detectCommands', () => {
  test.each([
    [
      'npm with a lock file',
      {
        files: ['package-lock.json'],
        texts: { 'package.json': packageJson({ scripts: { test: 'x', lint: 'y' }, devDependencies: { a: '1' } }) },
      },
      { install: 'npm ci', test: 'npm test', lint: 'npm run lint' },
    ],
    [
      'npm without dependencies',
      { files: [], texts: { 'package.json': packageJson({ scripts: { build: 'x' } }) } },
      { build: 'npm run build' },
    ],
    [
      'pnpm',
      { files: ['pnpm-lock.yaml'], texts: { 'package.json': packageJson({ scripts: { test: 'x' }, dependencies: { a: '1' } }) } },
      { install: 'pnpm install --frozen-lockfile', test: 'pnpm test' },
    ],
    [
      'the test that npm init writes is none',
      { files: [], texts: { 'package.json': packageJson({ scripts: { test: 'echo "Error: no test specified" && exit 1' } }) } },
      {},
    ],
    [
      'pytest and ruff',
      { files: ['tests/test_a.py', 'ruff.toml'], texts: {} },
      { test: EITHER('python3'), lint: 'ruff check .' },
    ],
    ['go', { files: ['go.mod'], texts: {} }, { build: 'go build ./...', test: 'go test -json ./...', lint: 'go vet ./...' }],
    ['cargo', { files: ['Cargo.toml'], texts: {} }, { install: 'cargo fetch', build: 'cargo build', test: 'cargo test' }],
    [
      'go with dependencies',
      { files: ['go.mod', 'go.sum'], texts: {} },
      { install: 'go mod download', build: 'go build ./...', test: 'go test -json ./...', lint: 'go vet ./...' },
    ],
    [
      'cargo with a lock file',
      { files: ['Cargo.toml', 'Cargo.lock'], texts: {} },
      { install: 'cargo fetch --locked', build: 'cargo build', test: 'cargo test' },
    ],
    [
      'Maven, which fetches what tests need when it is asked for one that nobody has',
      { files: ['pom.xml'], texts: {} },
      {
        install: 'mvn -B -q test -Dtest=none.Such -Dsurefire.failIfNoSpecifiedTests=false -DfailIfNoTests=false',
        build: 'mvn -B -q test-compile',
        test: 'mvn -B test',
      },
    ],
    [
      'Gradle with its wrapper',
      { files: ['build.gradle.kts', 'gradlew'], texts: {} },
      {
        install:
          './gradlew --no-daemon --console=plain testClasses && ( ./gradlew --no-daemon --console=plain test --tests none.Such || true )',
        build: './gradlew --no-daemon --console=plain testClasses',
        test: './gradlew --no-daemon --console=plain test',
      },
    ],
    [
      'Python with requirements, in an environment of its own',
      {
        files: ['requirements.txt', 'requirements-dev.txt', 'tests/test_a.py'],
        texts: { 'requirements-dev.txt': 'pytest>=8\n' },
      },
      {
        install:
          'python3 -m venv --system-site-packages .venv && .venv/bin/pip install --quiet -r requirements.txt -r requirements-dev.txt',
        test: '.venv/bin/python -m pytest -q',
      },
    ],
    [
      'Python with dependencies of its own',
      { files: ['conftest.py'], texts: { 'pyproject.toml': '[project]\nname = "a"\ndependencies = ["x>=1"]\n' } },
      {
        install: 'python3 -m venv --system-site-packages .venv && .venv/bin/pip install --quiet -e .',
        test: '.venv/bin/python -m pytest -q',
      },
    ],
    [
      'uv',
      { files: ['uv.lock', 'tests/test_a.py', 'conftest.py'], texts: {} },
      { install: 'uv sync --frozen --all-extras', test: 'uv run --offline python -m pytest -q' },
    ],
    [
      'what the repository tells agents goes before what is guessed',
      {
        files: ['go.mod'],
        texts: { 'AGENTS.md': '# Rules\n\n- **Tests**: `make check`\n- Lint: `golangci-lint run`.\n- Build: `make <target>`\n' },
      },
      { build: 'go build ./...', test: 'make check', lint: 'golangci-lint run' },
    ],
    ['make', { files: [], texts: { Makefile: 'test: build\n\ttrue\nlint := x\n' } }, { test: 'make test' }],
    [
      'the first that knows a command wins, others fill in',
      { files: ['go.mod'], texts: { 'package.json': packageJson({ scripts: { test: 'x' } }), Makefile: 'lint:\n\ttrue\n' } },
      { build: 'go build ./...', test: 'npm test', lint: 'go vet ./...' },
    ],
    [
      'yarn of the first version',
      { files: ['yarn.lock'], texts: { 'package.json': packageJson({ scripts: { test: 'x' }, dependencies: { a: '1' } }) } },
      { install: 'yarn install --frozen-lockfile', test: 'yarn test' },
    ],
    [
      'yarn of a later version',
      {
        files: ['yarn.lock', '.yarnrc.yml'],
        texts: { 'package.json': packageJson({ scripts: { lint: 'x' }, dependencies: { a: '1' } }) },
      },
      { install: 'yarn install --immutable', lint: 'yarn run lint' },
    ],
    [
      'bun',
      { files: ['bun.lock'], texts: { 'package.json': packageJson({ scripts: { test: 'x' }, dependencies: { a: '1' } }) } },
      { install: 'bun install --frozen-lockfile', test: 'bun run test' },
    ],
    [
      'a package manager that is only named',
      { files: [], texts: { 'package.json': packageJson({ packageManager: 'pnpm@9.1.0', scripts: { test: 'x' } }) } },
      { test: 'pnpm test' },
    ],
    [
      'npm workspaces without a test of their own',
      {
        files: ['package-lock.json'],
        texts: { 'package.json': packageJson({ workspaces: ['packages/*'], scripts: { lint: 'x' } }) },
      },
      {
        install: 'npm ci',
        build: 'npm run build --workspaces --if-present',
        test: 'npm run test --workspaces --if-present',
        lint: 'npm run lint',
      },
    ],
    [
      'a test that is called otherwise',
      { files: [], texts: { 'package.json': packageJson({ scripts: { 'test:unit': 'x', compile: 'y' } }) } },
      { build: 'npm run compile', test: 'npm run test:unit' },
    ],
    ['tests in Python that do not say by what they run', { files: ['test_a.py'], texts: {} }, { test: EITHER('python3') }],
    ['pdm', { files: ['pdm.lock', 'pytest.ini'], texts: {} }, { install: 'pdm sync --dev', test: 'pdm run python -m pytest -q' }],
    [
      'a workspace of Go',
      { files: ['go.work', 'a/go.mod', 'b/go.mod'], texts: {} },
      {
        install: 'go mod download',
        build: "go list -f '{{.Dir}}/...' -m | xargs go build",
        test: "go list -f '{{.Dir}}/...' -m | xargs go test -json",
        lint: "go list -f '{{.Dir}}/...' -m | xargs go vet",
      },
    ],
    [
      'PHP',
      { files: ['composer.json', 'phpunit.xml.dist'], texts: { 'composer.json': '{}' } },
      { install: 'composer install --no-interaction --no-progress', test: 'vendor/bin/phpunit' },
    ],
    [
      'Ruby',
      { files: ['Gemfile', 'spec/a_spec.rb', '.rubocop.yml'], texts: {} },
      {
        install: 'bundle config set --local path vendor/bundle && bundle install --quiet',
        test: 'bundle exec rspec',
        lint: 'bundle exec rubocop',
      },
    ],
    [
      '.NET',
      { files: ['App.sln'], texts: {} },
      { install: 'dotnet restore', build: 'dotnet build --no-restore', test: 'dotnet test --no-restore' },
    ],
    ['make with a check', { files: [], texts: { Makefile: 'check:\n\ttrue\n' } }, { test: 'make check' }],
    [
      'several projects beside each other, without what lies in them or is there as an example',
      {
        files: ['web/package.json', 'service/go.mod', 'web/tool/package.json', 'examples/a/package.json', 'README.md'],
        texts: {
          'web/package.json': packageJson({ scripts: { test: 'x', lint: 'y' } }),
          'web/tool/package.json': packageJson({ scripts: { test: 'z' } }),
        },
      },
      {
        build: "( cd 'service' && go build ./... )",
        test: "( cd 'web' && npm test ) && ( cd 'service' && go test -json ./... )",
        lint: "( cd 'web' && npm run lint ) && ( cd 'service' && go vet ./... )",
      },
    ],
    ['a package.json that cannot be read', { files: [], texts: { 'package.json': '{' } }, {}],
    ['nothing', { files: ['a.txt'], texts: {} }, {}],
  ])('%s', (_name, facts, commands) => {
    expect(detectCommands(facts)).toEqual(commands);
  });
});
