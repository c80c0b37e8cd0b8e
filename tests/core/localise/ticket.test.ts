import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { framesOf } from '#localise/ticket/frames.ts';
import { readTicket } from '#localise/ticket/read-ticket.ts';

const read = (title: string, body = '') => readTicket({ title, body });

test('what kind of work a ticket is weighs less than what it is about', () => {
  const { words } = read('Fix potential crash in cart');
  expect(words.get('fix')).toBeLessThan(words.get('cart') ?? 0);
});

test('a word is known by where it is said', () => {
  const { mentions } = read('Cart is empty', 'since `addToCart` is called');
  expect(mentions.get('cart')).toEqual({ title: 1, body: 1 });
  expect(mentions.get('addtocart')).toEqual({ title: 0, body: 1 });
});

describe('stack frames', () => {
  test.each([
    [
      'Python, innermost last',
      'Traceback (most recent call last):\n  File "/app/shop/views.py", line 12, in get\n  File "shop/rates.py", line 4, in quote',
      [
        { path: 'shop/rates.py', line: 4, name: 'quote' },
        { path: '/app/shop/views.py', line: 12, name: 'get' },
      ],
    ],
    [
      'JavaScript',
      'TypeError: x\n    at Cart.total (/srv/app/src/cart.js:10:5)\n    at async file:///srv/app/src/main.mjs:3:1',
      [
        { path: '/srv/app/src/cart.js', line: 10, name: 'total' },
        { path: '/srv/app/src/main.mjs', line: 3, name: '' },
      ],
    ],
    [
      'Java',
      'java.lang.IllegalStateException\n\tat com.acme.shop.Cart.total(Cart.java:42)',
      [{ path: 'com/acme/shop/Cart.java', line: 42, name: 'total' }],
    ],
    ['Go', 'panic: x\nmain.main()\n\t/src/shop/cart.go:17 +0x1d', [{ path: '/src/shop/cart.go', line: 17, name: '' }]],
    ['Rust', "thread 'main' panicked at src/cart.rs:9:13:", [{ path: 'src/cart.rs', line: 9, name: '' }]],
    ['Ruby', "lib/cart.rb:7:in `total': undefined", [{ path: 'lib/cart.rb', line: 7, name: 'total' }]],
    ['gdb', '#1  0x00 in cart_total (c=0x0) at src/cart.c:88', [{ path: 'src/cart.c', line: 88, name: 'cart_total' }]],
    ['C#', '   at Shop.Cart.Total() in /src/Cart.cs:line 5', [{ path: '/src/Cart.cs', line: 5, name: '' }]],
    ['PHP', '#0 /srv/src/Cart.php(31): total()', [{ path: '/srv/src/Cart.php', line: 31, name: '' }]],
  ])('%s', (_, text, frames) => {
    expect(framesOf(text)).toEqual(frames);
  });
});

describe('a ticket', () => {
  test('the title weighs more than the body, and a word said again adds less and less', () => {
    const { words } = read('Shipping', 'rates rates rates rates rates cart');
    const weight = (word: string) => words.get(word) ?? 0;
    expect(weight('ship')).toBeGreaterThan(weight('cart'));
    expect(weight('rate')).toBeLessThan(5 * weight('cart'));
    expect(weight('rate')).toBeGreaterThan(weight('cart'));
  });

  test('what the template says in comments is not part of it', () => {
    expect([...read('Bug', '<!-- please search the tracker --> cart').words.keys()]).not.toContain('tracker');
  });

  test('names are what looks like code: in backquotes, camelCase, snake_case, calls', () => {
    const { names } = read('Wrong total', 'See `limit` in freeShipping and max_items, call total() then rest. Also JavaScript');
    expect([...names.keys()].toSorted()).toEqual(['JavaScript', 'freeShipping', 'limit', 'max_items', 'total']);
  });

  test('paths and file names are found, and so is the path behind a link to the code', () => {
    const body = 'in src/cart/total.ts or rates.py, see https://github.com/acme/shop/blob/main/lib/tax.rb#L3';
    expect(read('x', body).paths).toEqual(['lib/tax.rb', 'src/cart/total.ts', 'rates.py']);
  });

  test('dotted names come in parts', () => {
    expect(read('shop.models.Cart::total fails').dotted).toEqual([['shop', 'models', 'Cart', 'total']]);
  });

  test('whatever the text, it is read in the same way every time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 2_000 }), (title, body) => {
        expect(readTicket({ title, body })).toEqual(readTicket({ title, body }));
      }),
    );
  });

  test('an unclosed fence or comment and a flood of brackets do not stall it', () => {
    for (const flood of ['```', '<!--', '((((', 'at a.', 'File "', '../', 'a.b.', '`'])
      expect(read('x', flood.repeat(20_000)).aboutTests).toBe(false);
  });
});
