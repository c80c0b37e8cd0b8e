import { scriptsOf } from './package-json.ts';
import { defined, type RepoCommands, type RepoFacts } from './repo-facts.ts';

/** The commands of projects in PHP, Ruby, .NET and CMake. */
export function fromOthers(facts: RepoFacts): RepoCommands {
  return { ...fromCMake(facts), ...fromDotnet(facts), ...fromRuby(facts), ...fromPhp(facts) };
}

function fromPhp({ files, texts }: RepoFacts): RepoCommands {
  if (!files.includes('composer.json')) return {};
  const scripts = scriptsOf(texts['composer.json']);
  const phpunit = files.some((path) => /^phpunit(\.dist)?\.xml(\.dist)?$/.test(path));
  return defined({
    install: 'composer install --no-interaction --no-progress',
    test: scripts['test'] === undefined ? (phpunit ? 'vendor/bin/phpunit' : undefined) : 'composer test',
    lint: scripts['lint'] === undefined ? undefined : 'composer lint',
  });
}

function fromRuby({ files }: RepoFacts): RepoCommands {
  if (!files.includes('Gemfile')) return {};
  const specs = files.some((path) => path === '.rspec' || /^spec\/.+_spec\.rb$/.test(path));
  const tests = files.includes('Rakefile') && files.some((path) => /^test\/.+\.rb$/.test(path));
  return defined({
    install: 'bundle config set --local path vendor/bundle && bundle install --quiet',
    test: specs ? 'bundle exec rspec' : tests ? 'bundle exec rake test' : undefined,
    lint: files.includes('.rubocop.yml') ? 'bundle exec rubocop' : undefined,
  });
}

function fromDotnet({ files }: RepoFacts): RepoCommands {
  if (!files.some((path) => /^[^/]+\.(?:slnx?|[cf]sproj)$/.test(path))) return {};
  return { install: 'dotnet restore', build: 'dotnet build --no-restore', test: 'dotnet test --no-restore' };
}

function fromCMake({ files }: RepoFacts): RepoCommands {
  if (!files.includes('CMakeLists.txt')) return {};
  // Outside of the tree: what it writes is no part of the change.
  const build = 'cmake -S . -B "$TMPDIR/build-${PWD##*/}" && cmake --build "$TMPDIR/build-${PWD##*/}"';
  return { build, test: `${build} && ctest --test-dir "$TMPDIR/build-\${PWD##*/}" --output-on-failure` };
}
