import { describe, expect, test } from 'vitest';
import { detectCommands } from '#domain/repo-commands.ts';

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
      { test: 'python3 -m pytest -q', lint: 'ruff check .' },
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
      { files: ['requirements.txt', 'requirements-dev.txt', 'tests/test_a.py'], texts: {} },
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
      { files: ['uv.lock', 'tests/test_a.py'], texts: {} },
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
    ['a package.json that cannot be read', { files: [], texts: { 'package.json': '{' } }, {}],
    ['nothing', { files: ['a.txt'], texts: {} }, {}],
  ])('%s', (_name, facts, commands) => {
    expect(detectCommands(facts)).toEqual(commands);
  });
});
