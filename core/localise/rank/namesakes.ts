import type { Library } from './library.ts';

/** More sources of one name than this, and nobody knows which of them is tested. */
const MAX_SOURCES = 3;

/** The sources that a test is named after: `test_cart.py` and `CartTest.java` test `cart` wherever it is. */
export function sourcesOf({ paths, byName, kinds }: Library, test: number): number[] {
  const name = (paths[test] ?? '').split('/').at(-1) ?? '';
  const bare = name
    .replace(/\.\w+$/, '')
    .replace(/^tests?[_-]?|[._-]?(?:tests?|spec|it|testcase)$/gi, '')
    .toLowerCase();
  const sources = (byName.get(bare) ?? []).filter((file) => kinds[file] === 'source');
  return bare.length > 2 && sources.length <= MAX_SOURCES ? sources : [];
}
