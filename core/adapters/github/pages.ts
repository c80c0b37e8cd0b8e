/** As many as a page of GitHub's has at most. */
const PAGE = 100;

/** Lists without an end of GitHub's own are read so far: 1,000 entries. */
const MAX_PAGES = 10;

interface Cursored<T> {
  readonly items: readonly T[];
  /** Where the next page begins; undefined after the last. */
  readonly next: string | undefined;
}

/** Reads a list of GraphQL's that begins with `first`, page by page, at most 1,000 entries. */
export async function readFrom<T>(first: Cursored<T>, read: (after: string) => Promise<Cursored<T>>): Promise<T[]> {
  const all = [...first.items];
  let { next } = first;
  for (let page = 2; page <= MAX_PAGES && next !== undefined; page += 1) {
    const more: Cursored<T> = await read(next);
    all.push(...more.items);
    ({ next } = more);
  }
  return all;
}

interface Numbered<T> {
  readonly items: readonly T[];
  /** GitHub's header that names the other pages. */
  readonly link: string | undefined;
}

/** Reads a list of REST's page by page, at most 1,000 entries. */
export async function readPages<T>(
  read: (page: { readonly page: number; readonly per_page: number }) => Promise<Numbered<T>>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { items, link } = await read({ page, per_page: PAGE });
    all.push(...items);
    if (link?.includes('rel="next"') !== true) break;
  }
  return all;
}
