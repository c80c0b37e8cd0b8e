import type { Octokit } from '@octokit/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clone, folderOf, git, pushBranch } from '#tests/environments/github/git-client.ts';
import { openOctokit, openTestGithub, type TestGithub } from '#tests/environments/github/open-test-github.ts';

export const at = { owner: 'acme', repo: 'shop' };
export const pull = { ...at, pull_number: 1 };
export const issue = { ...at, issue_number: 1 };

/** A twin with a small shop, its clone, a pushed branch `feature/price` and pull request 1 opened by the app. */
export interface Shop {
  readonly twin: TestGithub;
  /** Acts as an installation of the app. */
  readonly app: Octokit;
  readonly folder: string;
  /** The first commit, and that of `feature/price`. */
  readonly main: string;
  readonly feature: string;
}

async function openShop(): Promise<Shop> {
  const twin = await openTestGithub();
  const files = { 'README.md': '# Shop\n', 'src/price.js': 'export const price = 1;\n', 'src/tax.js': 'export const tax = 2;\n' };
  const seed = { name: 'acme/shop', directory: folderOf(files), description: 'Sells things', topics: ['node'] };
  const { cloneUrl } = await twin.github.seedRepository(seed);
  const folder = await clone(cloneUrl, twin.github.personalToken);
  const main = await git(folder, 'rev-parse', 'HEAD');
  const changed = { 'src/price.js': 'export const price = 2;\n', 'new.txt': 'new\n' };
  const feature = await pushBranch(folder, 'feature/price', changed);
  const { data } = await twin.app.rest.apps.getRepoInstallation(at);
  const token = await twin.app.rest.apps.createInstallationAccessToken({ installation_id: data.id });
  const app = openOctokit(twin.api, { auth: token.data.token });
  await app.rest.pulls.create({ ...at, title: 'Price', body: 'Why', head: 'feature/price', base: 'main' });
  return { twin, app, folder, main, feature };
}

/** Opens a shop for the tests of a file. */
export function useShop(): () => Shop {
  let shop: Shop | undefined;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop?.twin.close());
  return () => {
    if (shop === undefined) throw new Error('the shop is not open yet');
    return shop;
  };
}

/** A text as the contents API takes and gives it. */
export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

type Call = () => Promise<{ readonly status: number; readonly data: unknown }>;

/** Declares the test that a call is answered with this status and at least this data. */
export function answers(name: string, status: number, call: Call, data?: () => unknown): void {
  test(`${name} answers ${status}`, async () => {
    const answer = await call();
    expect(answer.status).toBe(status);
    if (data !== undefined) expect({ data: answer.data }).toMatchObject({ data: data() });
  });
}

/** Declares the test that a call is refused with this status and these words, in GitHub's form. */
export function refuses(name: string, status: number, call: () => Promise<unknown>, message: string): void {
  test(`${name} is refused with ${status}`, async () => {
    const error = await call().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status, message: expect.stringContaining(message) });
    expect(error).toMatchObject({
      response: { data: { documentation_url: expect.stringContaining('https://docs.github.com') } },
    });
  });
}
