import { crc32, deflateRawSync } from 'node:zlib';

/** Path in the archive → content. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** 1 January 1980, midnight: the oldest time that the format knows. */
const DATE = 0x0021;
const TIME = 0;
/** Version 2.0 of the format, made on Unix so that the mode counts. */
const VERSION = 20;
const MADE_BY = (3 << 8) | VERSION;
const UTF8 = 0x0800;
const DEFLATE = 8;
/** -rw-r--r--, as Lambda must be able to read it. */
const MODE = 0o100_644 * 0x1_0000;

/** A ZIP archive that has the same bytes for the same files: sorted, with one fixed time. Source: PKWARE's APPNOTE 6.3. */
export function toZip(files: Files): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const path of Object.keys(files).sort()) {
    const name = Buffer.from(path, 'utf8');
    const content = files[path] ?? new Uint8Array();
    const packed = pack(content);
    const entry = describeEntry(content, packed, name);
    local.push(uint32(0x0403_4b50), entry, name, packed);
    central.push(
      uint32(0x0201_4b50),
      uint16(MADE_BY),
      entry,
      uint16(0),
      uint16(0),
      uint16(0),
      uint32(MODE),
      uint32(offset),
      name,
    );
    offset += 4 + entry.length + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const count = uint16(Object.keys(files).length);
  const end = [uint32(0x0605_4b50), uint16(0), uint16(0), count, count, uint32(directory.length), uint32(offset), uint16(0)];
  return Buffer.concat([...local, directory, ...end]);
}

/** What was packed already, for files that several archives share. */
const packedFiles = new WeakMap<Uint8Array, Buffer>();

function pack(content: Uint8Array): Buffer {
  const packed = packedFiles.get(content) ?? deflateRawSync(content, { level: 9 });
  packedFiles.set(content, packed);
  return packed;
}

/** The fields that an entry and its line in the directory share. */
function describeEntry(content: Uint8Array, packed: Buffer, name: Buffer): Buffer {
  const numbers = [VERSION, UTF8, DEFLATE, TIME, DATE].map(uint16);
  return Buffer.concat([
    ...numbers,
    uint32(crc32(content)),
    uint32(packed.length),
    uint32(content.length),
    uint16(name.length),
    uint16(0),
  ]);
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
