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
    ['cargo', { files: ['Cargo.toml'], texts: {} }, { build: 'cargo build', test: 'cargo test' }],
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
