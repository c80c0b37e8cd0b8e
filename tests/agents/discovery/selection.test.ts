import { expect, test } from 'vitest';
import { selectRepositories } from '#agents/discovery/select-repositories.ts';
import { openCatalogue } from '#agents/harness/catalogue.ts';
import { UpstreamError } from '#domain/errors.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { memoryHost } from '#tests/agents/harness/memory-host.ts';
import { benchOrganisation } from '#tests/bench/repositories/bench-organisation.ts';
import { sampleOrganisation } from '#tests/bench/repositories/sample-organisation.ts';
import { withoutNames } from '#tests/bench/repositories/without-names.ts';

const many = Object.fromEntries(
  Array.from({ length: 60 }, (_, at) => [
    `acme/r${at}`,
    { 'README.md': `# r${at}\nWhat everybody does.`, 'package.json': `{"name":"r${at}"}` },
  ]),
);
const hosted = { ...many, 'acme/zulu': { 'README.md': '# Zulu\nPrints labels for parcels.', 'package.json': '{}' } };

async function select(summary: string, host: Partial<RepoHost> = {}, repo?: string) {
  const read: string[] = [];
  const told: string[] = [];
  const memory = memoryHost(hosted);
  const repoHost = {
    ...memory,
    searchCode: async () => [],
    readFile: async (name: string, ref: string, path: string) => {
      read.push(`${name} ${path}`);
      return memory.readFile(name, ref, path);
    },
    ...host,
  };
  const progress = async (message: string) => {
    told.push(message);
  };
  const ticket = { summary, description: '', ...(repo === undefined ? {} : { repo }) };
  const catalogue = openCatalogue(repoHost);
  const { repositories } = await selectRepositories({ catalogue, repoHost, progress }, ticket, ['labels']);
  return { names: repositories.map(({ name }) => name), read, told };
}

const readRootFiles = () => Promise.reject(new UpstreamError('Something went wrong', { code: 'GITHUB_UNREACHABLE' }));

test('a repository that only its README speaks of is found among many, without reading any file alone', async () => {
  const { names, read } = await select('Labels of parcels are empty');
  expect(names[0]).toBe('acme/zulu');
  expect(names).toHaveLength(20);
  expect(read).toEqual([]);
});

test('the repository that whoever asked has named comes first, in any case', async () => {
  expect((await select('Labels of parcels are empty', {}, 'ACME/r59')).names.slice(0, 2)).toEqual(['acme/r59', 'acme/zulu']);
});

test('when READMEs cannot be read at once that is told, and the likeliest are read one by one', async () => {
  const { names, read, told } = await select('What does zulu do', { readRootFiles });
  expect(names[0]).toBe('acme/zulu');
  expect(read).toContain('acme/zulu README.md');
  expect(new Set(read.map((one) => one.split(' ')[0])).size).toBe(20);
  expect(told).toEqual([expect.stringContaining('Something went wrong')]);
});

test('the bench runs on an organisation of two hundred repositories, which is the same every time', async () => {
  const { repositories, tickets } = sampleOrganisation();
  expect(repositories).toHaveLength(200);
  expect(sampleOrganisation().tickets).toEqual(tickets);
  const found = await benchOrganisation({ repositories, tickets: tickets.slice(0, 4) });
  expect(Object.keys(found.named)).toEqual(['code search', 'BM25', 'discovery']);
  expect(found.requests['search']).toBeLessThanOrEqual(5);
});

test('a ticket without names has neither its repository’s nor its packages’', () => {
  const repository = {
    name: 'acme/node-rates',
    description: '',
    topics: [],
    files: new Map([['package.json', '{"name":"@acme/rate-card"}']]),
  };
  const ticket = {
    title: 'node-rates and Rates',
    body: "require('@acme/rate-card') of pirates",
    repositories: ['acme/node-rates'],
  };
  const { title, body } = withoutNames(ticket, [repository]);
  expect(`${title} ${body}`.match(/\w+/g)).toEqual(['and', 'require', 'of', 'pirates']);
});
