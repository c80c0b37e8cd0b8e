import { crc32, inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { toZip } from '#stacks/bundles/zip.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Reads an archive by its directory, as unzip does. */
function unzip(zip: Buffer): Readonly<Record<string, { text: string; mode: number; time: number }>> {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x0605_4b50);
  let at = zip.readUInt32LE(end + 16);
  const files: Record<string, { text: string; mode: number; time: number }> = {};
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    expect(zip.readUInt32LE(at)).toBe(0x0201_4b50);
    const [packed, size, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28)];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    expect(zip.readUInt32LE(local)).toBe(0x0403_4b50);
    expect(zip.toString('utf8', local + 30, local + 30 + nameLength)).toBe(name);
    const start = local + 30 + nameLength;
    const content = inflateRawSync(zip.subarray(start, start + packed));
    expect([content.length, crc32(content)]).toEqual([size, zip.readUInt32LE(at + 16)]);
    files[name] = { text: content.toString('utf8'), mode: zip.readUInt16LE(at + 40), time: zip.readUInt32LE(at + 12) };
    at += 46 + nameLength;
  }
  expect(at).toBe(end);
  return files;
}

describe('an archive', () => {
  const zip = toZip({ 'b.mjs': bytes('export const b = 1;'), 'a/ä.txt': bytes('äöü'.repeat(500)), empty: bytes('') });

  test('holds every file, readable by everybody, at one fixed time', () => {
    const fixed = { mode: 0o100_644, time: 0x0021_0000 };
    expect(unzip(zip)).toEqual({
      'a/ä.txt': { text: 'äöü'.repeat(500), ...fixed },
      'b.mjs': { text: 'export const b = 1;', ...fixed },
      empty: { text: '', ...fixed },
    });
  });

  test('has the same bytes whatever the order of its files', () => {
    const turned = { empty: bytes(''), 'a/ä.txt': bytes('äöü'.repeat(500)), 'b.mjs': bytes('export const b = 1;') };
    expect(toZip(turned).equals(zip)).toBe(true);
  });
});
