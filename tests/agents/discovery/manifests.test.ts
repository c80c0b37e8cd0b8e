import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDependencies, mergeDependencies } from '#agents/discovery/find-dependencies.ts';
import { isManifest, readManifest } from '#agents/discovery/manifests.ts';
import { readRepositoryFacts, type RepositoryFacts } from '#agents/discovery/repository-facts.ts';
import { isSpecification } from '#agents/discovery/specifications.ts';
import { openCatalogue } from '#agents/harness/catalogue.ts';
import { memoryHost } from '#tests/agents/harness/memory-host.ts';

describe('a manifest says what a repository makes and uses', () => {
  test.each([
    [
      'package.json',
      '{"name":"@acme/web","dependencies":{"@acme/rates":"1"},"devDependencies":{"vitest":"5"}}',
      ['@acme/web'],
      ['@acme/rates', 'vitest'],
    ],
    [
      'pyproject.toml',
      '[project]\nname = "Acme_Web"\ndependencies = [\n  "acme-rates>=1",\n  "httpx"\n]\n[tool.ruff]\nname = "no"\n',
      ['acme-web'],
      ['acme-rates', 'httpx'],
    ],
    [
      'pyproject.toml',
      '[tool.poetry]\nname = "web"\n[tool.poetry.dependencies]\npython = "^3.12"\nacme_rates = "*"\n',
      ['web'],
      ['acme-rates'],
    ],
    ['requirements.txt', 'acme-rates==1.0\n# no\n-r other.txt\nhttpx\n', [], ['acme-rates', 'httpx']],
    [
      'go.mod',
      'module acme.example/web\n\nrequire (\n\tacme.example/rates v1.0.0\n)\n',
      ['acme.example/web'],
      ['acme.example/rates'],
    ],
    [
      'Cargo.toml',
      '[package]\nname = "web"\n[dependencies]\nrates = "1"\n[dev-dependencies]\nproptest = { version = "1" }\n',
      ['web'],
      ['rates', 'proptest'],
    ],
    [
      'pom.xml',
      '<project><parent><artifactId>top</artifactId></parent><artifactId>web</artifactId><dependencies><dependency><artifactId>rates</artifactId></dependency></dependencies></project>',
      ['web'],
      ['top', 'rates'],
    ],
    [
      'setup.cfg',
      '[metadata]\nname = Acme_Web\n[options]\ninstall_requires =\n    acme-rates>=1\n    httpx\npackages = find:\n',
      ['acme-web'],
      ['acme-rates', 'httpx'],
    ],
    [
      'buf.yaml',
      'version: v2\nname: buf.build/acme/web\ndeps:\n  - buf.build/acme/rates\n',
      ['buf.build/acme/web'],
      ['buf.build/acme/rates'],
    ],
  ])('%s', (path, text, provides, uses) => {
    expect(readManifest(path, text)).toEqual({ provides, uses });
  });

  test('one of a package that was copied in is not the repository’s', () => {
    expect(isManifest('web/package.json')).toBe(true);
    expect(isManifest('node_modules/x/package.json')).toBe(false);
    expect(isManifest('vendor/x/go.mod')).toBe(false);
    expect(isManifest('src/constructor')).toBe(false);
  });

  test('one that is broken says nothing, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('package.json', 'pyproject.toml', 'requirements.txt', 'go.mod', 'Cargo.toml', 'pom.xml'),
        fc.string({ unit: 'binary-ascii' }),
        (path, text) => {
          expect(Array.isArray(readManifest(path, text).uses)).toBe(true);
        },
      ),
    );
    expect(readManifest('package.json', '{"name":5,"dependencies":[]')).toEqual({ provides: [], uses: [] });
  });
});

const facts = (name: string, rest: Partial<RepositoryFacts> = {}): RepositoryFacts => ({
  name,
  readme: '',
  provides: [],
  uses: [],
  specifications: [],
  paths: [],
  ...rest,
});

const pom = (group: string, artifact: string, rest = ''): string =>
  `<project><groupId>${group}</groupId><artifactId>${artifact}</artifactId>${rest}</project>`;

describe('dependencies between repositories', () => {
  test('who asks for a package depends on who makes it', () => {
    const found = findDependencies([
      facts('acme/web', { uses: [{ name: '@acme/rates', manifest: 'package.json' }] }),
      facts('acme/shipping', { provides: ['@acme/rates'], uses: [{ name: '@acme/rates', manifest: 'package.json' }] }),
    ]);
    expect(found).toEqual([
      { from: 'acme/web', to: 'acme/shipping', type: 'shared-lib', description: 'package.json asks for @acme/rates.' },
    ]);
  });

  test.each([
    ['clients/shipping/openapi.yaml', 'API'],
    ['proto/shipping.proto', 'API'],
    ['asyncapi/shipping-asyncapi.yaml', 'event'],
  ] as const)('who has the specification %s depends on the repository that it names', (path, type) => {
    expect(isSpecification(path)).toBe(true);
    const found = findDependencies([
      facts('acme/web', { specifications: [path] }),
      facts('acme/shipping', { specifications: ['openapi.yaml'] }),
    ]);
    expect(found.map(({ from, to, type: kind }) => [from, to, kind])).toEqual([['acme/web', 'acme/shipping', type]]);
  });

  const SPEC = { 'README.md': '# Shipping' };
  test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    [
      'an npm package of a workspace, by one of a workspace',
      { 'package.json': '{"workspaces":["packages/*"]}', 'packages/ui/package.json': '{"dependencies":{"@acme/rates":"^1"}}' },
      { 'package.json': '{"private":true}', 'packages/rates/package.json': '{"name":"@acme/rates"}' },
    ],
    [
      'an npm package under another name',
      { 'package.json': '{"dependencies":{"rates":"npm:@acme/rates@1"}}' },
      { 'package.json': '{"name":"@acme/rates"}' },
    ],
    ['npm, straight from git', { 'package.json': '{"dependencies":{"rates":"github:acme/shipping#v1"}}' }, SPEC],
    [
      'npm, from a git address',
      { 'package.json': '{"dependencies":{"rates":"git+ssh://git@git.example/acme/shipping.git"}}' },
      SPEC,
    ],
    ['pip', { 'requirements-dev.txt': 'Acme_Rates==1.0\n' }, { 'pyproject.toml': '[project]\nname = "acme-rates"\n' }],
    ['pip, straight from git', { 'requirements/base.txt': 'rates @ git+https://git.example/acme/shipping.git@v1\n' }, SPEC],
    [
      'an extra of a Python project',
      { 'pyproject.toml': '[project]\nname = "web"\n[project.optional-dependencies]\nfast = ["acme-rates[speed]>=1"]\n' },
      { 'setup.cfg': '[metadata]\nname = acme_rates\n' },
    ],
    [
      'a Go module of another major version',
      { 'go.mod': 'module acme.example/web\n\nrequire (\n\tacme.example/rates v1.2.0\n)\n' },
      { 'go.mod': 'module acme.example/rates/v2\n' },
    ],
    [
      'a Maven artifact of the same group',
      {
        'pom.xml': pom(
          'com.acme',
          'web',
          '<dependencies><dependency><groupId>${project.groupId}</groupId><artifactId>core</artifactId></dependency></dependencies>',
        ),
      },
      {
        'pom.xml':
          '<project><parent><groupId>com.acme</groupId><artifactId>parent</artifactId></parent><artifactId>core</artifactId></project>',
      },
    ],
    [
      'a Maven parent',
      { 'pom.xml': pom('com.acme', 'web', '<parent><groupId>com.acme</groupId><artifactId>top</artifactId></parent>') },
      { 'pom.xml': pom('com.acme', 'top') },
    ],
    [
      'a crate of a workspace, under another name',
      {
        'Cargo.toml': '[workspace]\nmembers = ["web"]\n',
        'web/Cargo.toml': '[package]\nname = "web"\n[dependencies.rates]\npackage = "acme-rates"\nversion = "1"\n',
      },
      { 'Cargo.toml': '[package]\nname = "acme-rates"\n' },
    ],
    [
      'Cargo, straight from git',
      { 'Cargo.toml': '[dependencies]\nrates = { git = "https://git.example/acme/shipping" }\n' },
      SPEC,
    ],
    [
      'a module of Protocol Buffers',
      { 'buf.yaml': 'deps:\n  - buf.build/acme/rates\n' },
      { 'proto/buf.yaml': 'name: buf.build/acme/rates\n' },
    ],
    ['OpenAPI', { 'clients/shipping/openapi.yaml': '' }, SPEC],
    ['Protocol Buffers', { 'third_party/acme/shipping/v1/rates.proto': '' }, SPEC],
    ['GraphQL', { 'schemas/shipping.graphql': '' }, SPEC],
  ])('%s', async (_, web, shipping) => {
    const host = memoryHost({
      'acme/web': web,
      'acme/shipping': shipping,
      'acme/core-web': { 'pom.xml': pom('org.other', 'core') },
    });
    const catalogue = openCatalogue(host);
    const read = await Promise.all(
      ['acme/web', 'acme/shipping', 'acme/core-web'].map((name) => readRepositoryFacts(catalogue, name)),
    );
    expect(findDependencies(read).map(({ from, to }) => [from, to])).toEqual([['acme/web', 'acme/shipping']]);
  });

  test('a specification is that of the service of its name', () => {
    const found = findDependencies([
      facts('acme/web', { specifications: ['clients/shipping/openapi.yaml'] }),
      facts('acme/shipping-service'),
    ]);
    expect(found.map(({ to }) => to)).toEqual(['acme/shipping-service']);
  });

  test('what was found beats what the model says of the same two', () => {
    const found = { from: 'acme/web', to: 'acme/shipping', type: 'shared-lib' as const, description: 'package.json' };
    const told = [
      { ...found, from: 'ACME/web', type: 'API' as const, description: 'guess' },
      { ...found, from: 'acme/shipping', to: 'acme/web', description: 'events' },
    ];
    expect(mergeDependencies([found], told)).toEqual([found, told[1]]);
  });
});
