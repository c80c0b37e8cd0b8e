import type { BenchRepository, BenchTicket, Organisation } from './organisation.ts';

/** A part of a large shop: what it is called in code, what people call it, what it is about, and what only its code says. */
interface Domain {
  readonly name: string;
  readonly spoken: string;
  readonly about: string;
  readonly nouns: readonly [string, string, string];
}

const DOMAINS: readonly Domain[] = (
  [
    ['billing', 'invoices', 'bills customers and books their payments', 'dunning ledger creditNote'],
    ['checkout', 'buying', 'takes an order from basket to confirmation', 'basket orderDraft upsell'],
    ['shipping', 'delivery', 'quotes what sending a parcel costs and prints labels', 'parcel carrier rateCard'],
    ['catalog', 'articles', 'keeps articles with variants, pictures and prices', 'variant assortment priceList'],
    ['search', 'finding', 'finds articles by words and filters', 'facet synonym queryPlan'],
    ['identity', 'signing in', 'knows who people are and what they may do', 'credential passkey roleGrant'],
    ['loyalty', 'points', 'gives points for purchases and takes them as payment', 'tier voucher accrual'],
    ['returns', 'sending back', 'takes articles back and refunds them', 'refund inspection restock'],
    ['inventory', 'stock', 'counts what lies in which warehouse', 'bin reservation stockTake'],
    ['pricing', 'discounts', 'decides what an article costs today', 'promotion coupon priceRule'],
    ['messaging', 'letters', 'writes to customers by mail and text message', 'template bounce sendWindow'],
    ['reviews', 'stars', 'collects what customers say of articles', 'rating moderation helpfulVote'],
    ['payments', 'paying', 'charges cards and accounts', 'capture mandate chargeback'],
    ['tax', 'duties', 'knows the taxes of each country', 'exemption jurisdiction taxCode'],
    ['fraud', 'cheating', 'stops orders that nobody means to pay', 'riskScore blocklist velocityCheck'],
    ['support', 'complaints', 'answers customers who need help', 'macro escalation callback'],
    ['reporting', 'figures', 'shows the owners how the shop does', 'cohort snapshot pivot'],
    ['suppliers', 'purchasing', 'orders articles from those who make them', 'purchaseOrder leadTime tender'],
    ['fulfilment', 'packing', 'has orders picked and packed', 'pickList wave packStation'],
    ['content', 'pages', 'lets editors write pages', 'block revision publishQueue'],
    ['experiments', 'tests on customers', 'shows variants to parts of the visitors', 'bucket exposure holdout'],
    ['calendar', 'opening hours', 'knows when shops and warehouses are open', 'holiday slot timeZoneRule'],
    ['media', 'pictures', 'stores and scales pictures and films', 'thumbnail transcode cropBox'],
    ['gateway', 'the front door', 'routes requests of the outside to services', 'throttle upstream apiKeyScope'],
    ['privacy', 'personal data', 'forgets customers who want to be forgotten', 'erasure consent retentionRule'],
  ] as const
).map(([name, spoken, about, nouns]) => {
  const [first = '', second = '', third = ''] = nouns.split(' ');
  return { name, spoken, about, nouns: [first, second, third] };
});

/** What a team keeps for its part: each a repository of its own, with words that all of its kind share. */
interface Kind {
  readonly suffix: string;
  readonly about: string;
  readonly words: string;
  readonly verb: string;
  readonly symptom: string;
  readonly path: (domain: Domain) => string;
}

const KINDS: readonly Kind[] = [
  ['service', 'HTTP service', 'endpoint handler request status code', 'handle', 'answers 500 to some requests', 'internal/{}.go'],
  [
    'web',
    'Web pages',
    'page button form browser layout',
    'render',
    'does not fit the page on a phone in the browser',
    'src/{}-page.tsx',
  ],
  [
    'client',
    'Client library',
    'client retry timeout package version',
    'call',
    'gives up before the timeout of the client is over',
    'src/{}_client.py',
  ],
  [
    'worker',
    'Background jobs',
    'job queue schedule retry batch',
    'run',
    'is done twice when the nightly job starts late',
    'app/jobs/{}_job.rb',
  ],
  [
    'events',
    'Event schemas',
    'event topic consumer schema field',
    'publish',
    'comes without a field that consumers of the event need',
    'schemas/{}.json',
  ],
  [
    'app',
    'Mobile screens',
    'screen tap notification offline device',
    'show',
    'stays on the old screen after a tap while offline',
    'lib/{}_screen.dart',
  ],
  [
    'infra',
    'Infrastructure',
    'terraform alarm cluster replica region',
    'provision',
    'has no alarm when a replica in the second region falls behind',
    '{}.tf',
  ],
  [
    'etl',
    'Data pipelines',
    'warehouse table column load partition',
    'load',
    'is missing yesterday in the warehouse table',
    'pipelines/{}.sql',
  ],
].map(([suffix = '', about = '', words = '', verb = '', symptom = '', path = '']) => ({
  suffix,
  about,
  words,
  verb,
  symptom,
  path: ({ name }) => path.replace('{}', name),
}));

/** Two hundred repositories whose vocabulary overlaps in both directions, and tickets for every second of them; always the same. */
export function sampleOrganisation(): Organisation {
  const pairs = DOMAINS.flatMap((domain, row) => KINDS.map((kind, column) => ({ domain, kind, row, column })));
  return {
    repositories: pairs.map(({ domain, kind, row, column }) =>
      toRepository(domain, kind, DOMAINS[(row + column + 1) % DOMAINS.length]),
    ),
    tickets: pairs
      .filter(({ row, column }) => (row + column) % 2 === 0)
      .map(({ domain, kind, row }) => toTicket(domain, kind, row)),
  };
}

function toRepository(domain: Domain, kind: Kind, neighbour: Domain | undefined): BenchRepository {
  const [first, second, third] = domain.nouns;
  const name = nameOf(domain, kind);
  const [, word, other] = kind.words.split(' ');
  const dependencies = neighbour ? { [`@acme/${neighbour.name}-client`]: '1' } : {};
  return {
    name,
    // Half of the repositories have no description worth the name.
    description: first.length % 2 === 0 ? `${kind.about} that ${domain.about}` : `${kind.about} (${domain.name})`,
    topics: [domain.name, kind.suffix],
    files: new Map([
      ['README.md', readmeOf(domain, kind, neighbour)],
      ['package.json', JSON.stringify({ name: `@acme/${domain.name}-${kind.suffix}`, dependencies })],
      [kind.path(domain), `${kind.verb}${capital(third)}(${first}, ${word}) { return ${other}(${second}(${first})); }\n`],
      ['src/common/errors.ts', COMMON],
    ]),
  };
}

const COMMON =
  'export class RequestError extends Error { constructor(readonly status: number, readonly retry: boolean) { super(); } }\n';

function readmeOf(domain: Domain, kind: Kind, neighbour: Domain | undefined): string {
  const [first, second] = domain.nouns;
  const [theirs = '', more = ''] = neighbour?.nouns ?? [];
  return [
    `# ${nameOf(domain, kind)}`,
    `${kind.about} of ${domain.name}: ${domain.about}.`,
    // A decoy: most READMEs tell at length of others.
    `It talks to ${neighbour?.name ?? 'nobody'} for each ${theirs} and each ${more}.`,
    `## Words\n\n${kind.words.split(' ').join(', ')}; a ${first} has a ${second}.`,
    '## Development\n\nInstall, run the tests, open a pull request. Errors are logged with their request.',
  ].join('\n\n');
}

/** Every third ticket quotes a name of the code; the others speak as people do. */
function toTicket(domain: Domain, kind: Kind, row: number): BenchTicket {
  const [first, second, third] = domain.nouns;
  const seen = row % 3 === 0 ? ` The log says \`${kind.verb}${capital(third)}\`.` : '';
  return {
    title: `The ${row % 2 === 0 ? first : second} ${kind.symptom}`,
    body: `Seen in ${row % 4 === 0 ? nameOf(domain, kind).slice('acme/'.length) : domain.spoken}, since the last release, for a customer in Norway.${seen}`,
    repositories: [nameOf(domain, kind)],
  };
}

function nameOf({ name }: Domain, { suffix }: Kind): string {
  return `acme/${name}-${suffix}`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
