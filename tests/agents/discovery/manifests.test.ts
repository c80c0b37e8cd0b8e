import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDependencies, mergeDependencies } from '#agents/discovery/find-dependencies.ts';
import { isManifest, readManifest } from '#agents/discovery/manifests.ts';
import type { RepositoryFacts } from '#agents/discovery/repository-facts.ts';
import { isSpecification } from '#agents/discovery/specifications.ts';

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
      ['rates'],
    ],
  ])('%s', (path, text, provides, uses) => {
    expect(readManifest(path, text)).toEqual({ provides, uses });
  });

  test('one of a package that was copied in is not the repository’s', () => {
    expect(isManifest('web/package.json')).toBe(true);
    expect(isManifest('node_modules/x/package.json')).toBe(false);
    expect(isManifest('vendor/x/go.mod')).toBe(false);
  });

  test('one that is broken says nothing, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('package.json', 'pyproject.toml', 'requirements.txt', 'go.mod', 'Cargo.toml', 'pom.xml'),
        fc.string({ unit: 'binary' }),
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
  ...rest,
});

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

  test('what was found beats what the model says of the same two', () => {
    const found = { from: 'acme/web', to: 'acme/shipping', type: 'shared-lib' as const, description: 'package.json' };
    const told = [
      { ...found, from: 'ACME/web', type: 'API' as const, description: 'guess' },
      { ...found, from: 'acme/shipping', to: 'acme/web', description: 'events' },
    ];
    expect(mergeDependencies([found], told)).toEqual([found, told[1]]);
  });
});
