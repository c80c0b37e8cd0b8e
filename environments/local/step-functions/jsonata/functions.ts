import { createHash, randomUUID } from 'node:crypto';
import type jsonata from 'jsonata';

type Native = readonly [implementation: Parameters<jsonata.Expression['registerFunction']>[1], signature: string];

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
const MAX_RANGE = 1_000;

/** The functions that AWS adds to JSONata, with their signatures; `$eval` is taken away as AWS does. */
export const FUNCTIONS: Readonly<Record<string, Native>> = {
  partition: [partition, '<an:a>'],
  range: [range, '<nnn:a>'],
  hash: [hash, '<js:s>'],
  random: [random, '<n?:n>'],
  uuid: [() => randomUUID(), '<:s>'],
  parse: [(text: string): unknown => JSON.parse(text), '<s:j>'],
  eval: [noEval, '<sx?:x>'],
};

function partition(items: unknown[], size: number): unknown[][] {
  if (!Number.isInteger(size) || size < 1) throw new RangeError('$partition needs a positive whole number');
  const parts: unknown[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}

function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new RangeError('$range needs a step other than 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > MAX_RANGE) throw new RangeError(`$range makes at most ${MAX_RANGE} numbers`);
  return Array.from({ length }, (_, index) => first + index * step);
}

function hash(value: unknown, algorithm: string): string {
  const name = HASHES[algorithm];
  if (name === undefined) throw new RangeError(`$hash knows ${Object.keys(HASHES).join(', ')}, not ${algorithm}`);
  return createHash(name)
    .update(typeof value === 'string' ? value : JSON.stringify(value))
    .digest('hex');
}

/** Without a seed any number in [0, 1); the same seed gives the same number (mulberry32). */
function random(seed?: number): number {
  if (seed === undefined) return Math.random();
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
}

function noEval(): never {
  throw new Error('$eval is not supported; use $parse');
}
