import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One part of the sample shop: its words, and what was once reported of it in words that its code hardly has. */
interface Part {
  readonly name: string;
  readonly verbs: readonly string[];
  readonly uses: string;
  readonly about: string;
  readonly tickets: readonly string[];
}

const PARTS: readonly Part[] = [
  {
    name: 'voucher',
    verbs: ['redeem', 'expire'],
    uses: 'cart',
    about: 'Coupons that lower a price',
    tickets: ['Coupons can be used twice', 'A coupon of yesterday still lowers the price'],
  },
  {
    name: 'cart',
    verbs: ['total', 'merge'],
    uses: 'tax',
    about: 'What a customer means to buy',
    tickets: ['Sum is off by a cent for three items', 'Two baskets of one customer are joined wrongly'],
  },
  {
    name: 'tax',
    verbs: ['rate', 'exempt'],
    uses: 'money',
    about: 'Duties by country',
    tickets: ['Switzerland pays duties of Sweden', 'Charities are charged duties'],
  },
  {
    name: 'money',
    verbs: ['round', 'convert'],
    uses: 'clock',
    about: 'Amounts and currencies',
    tickets: ['Yen amounts have cents', 'Half a cent goes the wrong way'],
  },
  {
    name: 'login',
    verbs: ['verify', 'lock'],
    uses: 'session',
    about: 'Passwords and second factors',
    tickets: ['Password with umlauts is refused', 'Account is not locked after ten tries'],
  },
  {
    name: 'session',
    verbs: ['renew', 'revoke'],
    uses: 'clock',
    about: 'Who is signed in',
    tickets: ['Signing out leaves the other device signed in', 'People are signed out while they type'],
  },
  {
    name: 'search',
    verbs: ['suggest', 'rank'],
    uses: 'catalog',
    about: 'Finding articles by words',
    tickets: ['Misspelt words suggest nothing', 'Sold-out articles are listed first'],
  },
  {
    name: 'catalog',
    verbs: ['list', 'import'],
    uses: 'money',
    about: 'Articles and their variants',
    tickets: ['Articles without a picture stop the import', 'Variants are listed twice'],
  },
  {
    name: 'mail',
    verbs: ['render', 'deliver'],
    uses: 'queue',
    about: 'Letters to customers',
    tickets: ['Confirmation letters arrive twice', 'Line breaks are lost in letters'],
  },
  {
    name: 'queue',
    verbs: ['retry', 'drain'],
    uses: 'clock',
    about: 'Work for later',
    tickets: ['A poisoned message blocks all work behind it', 'Work is done again after a restart'],
  },
  {
    name: 'clock',
    verbs: ['now', 'zone'],
    uses: 'clock',
    about: 'Time, in the zone of the shop',
    tickets: ['Daylight saving moves the closing hour', 'Leap day breaks the calendar'],
  },
  {
    name: 'report',
    verbs: ['export', 'chart'],
    uses: 'money',
    about: 'Figures for the owner',
    tickets: ['Spreadsheet has commas in numbers', 'Last month is missing in the figures'],
  },
];

const WRITERS: readonly {
  readonly where: string;
  readonly path: (name: string) => string;
  readonly write: (part: Part, version: number) => string;
}[] = [
  {
    where: 'in the service, when many ask at once',
    path: (name) => `services/${name}/${name}_core.py`,
    write: ({ name, verbs, uses, about }, version) =>
      `"""${about}."""\nfrom services.${uses}.${uses}_core import ${uses}_default\n\n\n${verbs.map((verb) => `def ${verb}_${name}(value):\n    return value + ${version}\n`).join('\n\n')}\n\n${name}_default = ${version}\n`,
  },
  {
    where: 'on the page, in every browser',
    path: (name) => `web/src/${name}/${name}-page.ts`,
    write: ({ name, verbs, uses }, version) =>
      `import { show } from '../${uses}/${uses}-page.ts';\n\n${verbs.map((verb) => `export function ${verb}${capital(name)}(value: number): number {\n  return show(value) + ${version};\n}\n`).join('\n')}\nexport const show = (value: number): number => value;\n`,
  },
  {
    where: 'where the gateway answers a request',
    path: (name) => `gateway/${name}/handler.go`,
    write: ({ name, verbs }, version) =>
      `// Package ${name} answers requests.\npackage ${name}\n\n${verbs.map((verb) => `func ${capital(verb)}(value int) int {\n\treturn value + ${version}\n}\n`).join('\n')}`,
  },
  {
    where: 'in the ledger, in the entry of that day',
    path: (name) => `ledger/src/main/java/shop/${capital(name)}Entry.java`,
    write: ({ name, verbs }, version) =>
      `package shop;\n\npublic class ${capital(name)}Entry {\n${verbs.map((verb) => `  public int ${verb}(int value) {\n    return value + ${version};\n  }\n`).join('\n')}}\n`,
  },
];

const DAY = 86_400;
const FIRST = 1_700_000_000;

/** Writes a small shop in four languages with its tests, a guide and a history of fixes; the same commits every time. */
export function writeSampleRepository(directory: string): void {
  const history = openHistory(directory);
  for (const part of PARTS) history.write(filesOf(part, 0));
  history.write({ 'docs/guide.md': PARTS.map(({ name, about }) => `# ${name}\n${about}.\n`).join('\n') });
  history.commit('Start of the shop');
  const changes: string[] = [];
  for (const round of [1, 2, 3, 4]) {
    for (const [at, part] of PARTS.entries()) {
      const writer = WRITERS[(at + round) % WRITERS.length];
      const ticket = part.tickets[round % part.tickets.length] ?? '';
      if (!writer) continue;
      history.write({ [writer.path(part.name)]: writer.write(part, round), [testOf(part)]: testText(part, round) });
      changes.push(`- ${ticket}`);
      history.write({ 'CHANGELOG.md': changes.join('\n') });
      history.commit(`${ticket}\n\nSeen ${writer.where}, with ${part.verbs.join(' and ')} alike.`);
    }
  }
}

function filesOf(part: Part, version: number): Record<string, string> {
  const sources = WRITERS.map(({ path, write }) => [path(part.name), write(part, version)]);
  return { ...Object.fromEntries(sources), [testOf(part)]: testText(part, version) };
}

function testOf({ name }: Part): string {
  return `tests/test_${name}_core.py`;
}

function testText({ name, verbs, tickets }: Part, version: number): string {
  return verbs
    .map(
      (verb, at) =>
        `def test_${verb}_${name}():\n    """${tickets[at] ?? ''}"""\n    assert ${verb}_${name}(1) == ${version + 1}\n`,
    )
    .join('\n');
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function openHistory(directory: string) {
  let commits = 0;
  const git = (...args: string[]): void => {
    const date = `${FIRST + commits * DAY} +0000`;
    const who = {
      GIT_AUTHOR_NAME: 'Sample',
      GIT_AUTHOR_EMAIL: 'sample@localhost',
      GIT_COMMITTER_NAME: 'Sample',
      GIT_COMMITTER_EMAIL: 'sample@localhost',
    };
    const env = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      ...who,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    };
    execFileSync('git', ['-C', directory, '-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', ...args], {
      env,
      stdio: 'ignore',
    });
  };
  git('init', '--quiet', '--initial-branch=main');
  return {
    write: (files: Readonly<Record<string, string>>): void => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), text);
      }
    },
    commit: (message: string): void => {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
      commits += 1;
    },
  };
}
