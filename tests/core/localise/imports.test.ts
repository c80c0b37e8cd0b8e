import { describe, expect, test } from 'vitest';
import { openCollector } from '#localise/collection.ts';
import { openLibrary } from '#localise/rank/library.ts';
import { openImports } from '#localise/rank/neighbours.ts';
import { analyseFile } from '#localise/source/analyse-file.ts';

/** The paths that a file of a repository is taken to import. */
function importsIn(files: Readonly<Record<string, string>>, path: string): string[] {
  const paths = Object.keys(files);
  const collector = openCollector();
  for (const one of paths) collector.add(one, analyseFile(one, Buffer.from(files[one] ?? '')));
  const { targets } = openImports(openLibrary({ paths, facts: collector.finish() }));
  return (targets[paths.indexOf(path)] ?? []).map((target) => paths[target] ?? '');
}

const CODE = 'export function f() {}\n';

describe('what a script imports', () => {
  test.each([
    ['./cart', 'src/cart.ts'],
    ['./cart.js', 'src/cart.ts'],
    ['./rates', 'src/rates/index.tsx'],
    ['@/rates', 'src/rates/index.tsx'],
    ['#shop/rates/table.ts', 'src/rates/table.ts'],
    ['./theme.css', 'src/theme.css'],
  ])('%s is %s', (specifier, target) => {
    const files = {
      'src/app.ts': `import { f } from '${specifier}';\n`,
      'src/cart.ts': CODE,
      'src/theme.css': '.a {}',
      'src/rates/index.tsx': CODE,
      'src/rates/table.ts': CODE,
      'other/cart.ts': CODE,
    };
    expect(importsIn(files, 'src/app.ts')).toEqual([target]);
  });

  test('who imports a file that only exports again means the file whose name it says', () => {
    const files = {
      'src/app.ts': "import { useCart } from '.';\nimport { Loader } from './widgets';\nuseCart(Loader);\n",
      'src/index.ts': "export * from './hooks/index.ts';\nexport * from './widgets';\n",
      'src/hooks/index.ts': "export * from './use-cart.ts';\nexport * from './use-order.ts';\n",
      'src/hooks/use-cart.ts': CODE,
      'src/hooks/use-order.ts': CODE,
      'src/widgets/index.ts': "export { Loader } from './Loader.base';\n",
      'src/widgets/Loader.base.tsx': CODE,
    };
    expect(importsIn(files, 'src/app.ts')).toEqual(['src/hooks/use-cart.ts', 'src/widgets/Loader.base.tsx']);
    expect(importsIn(files, 'src/hooks/index.ts')).toEqual(['src/hooks/use-cart.ts', 'src/hooks/use-order.ts']);
  });

  test('an index that defines something is imported itself', () => {
    const files = {
      'src/app.ts': "import { cart, rates } from './shop';\n",
      'src/shop/index.ts': "import { rates } from './rates.ts';\nexport const cart = rates;\n",
      'src/shop/rates.ts': CODE,
    };
    expect(importsIn(files, 'src/app.ts')).toEqual(['src/shop/index.ts']);
  });

  test('files that export each other again end', () => {
    const files = {
      'a.ts': "import { f } from './b';\n",
      'b.ts': "export * from './c';\n",
      'c.ts': "export * from './b';\n",
    };
    expect(importsIn(files, 'a.ts')).toEqual(['b.ts']);
  });
});
