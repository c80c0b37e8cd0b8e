/** Collects output that may be endless: keeps the first and the last half of `limit` bytes and counts the rest. */
export interface MiddleCut {
  add(chunk: Buffer): void;
  text(): string;
}

/** Opens an empty collection that never holds more than about `limit` bytes. */
export function cutMiddle(limit: number): MiddleCut {
  const half = Math.floor(limit / 2);
  const head: Buffer[] = [];
  const tail: Buffer[] = [];
  const size = { head: 0, tail: 0, cut: 0 };
  return {
    add: (chunk) => {
      const room = Math.min(half - size.head, chunk.length);
      if (room > 0) head.push(Buffer.from(chunk.subarray(0, room)));
      size.head += Math.max(0, room);
      if (room >= chunk.length) return;
      const rest = chunk.subarray(Math.max(0, room));
      const kept = rest.subarray(Math.max(0, rest.length - half));
      size.cut += rest.length - kept.length;
      tail.push(Buffer.from(kept));
      size.tail += kept.length;
      while (tail[0] && size.tail - tail[0].length >= half) {
        size.tail -= tail[0].length;
        size.cut += tail[0].length;
        tail.shift();
      }
    },
    text: () => {
      const last = Buffer.concat(tail);
      const kept = last.subarray(Math.max(0, last.length - half));
      const cut = size.cut + last.length - kept.length;
      const note = cut > 0 ? `\n… ${cut} bytes cut here …\n` : '';
      return Buffer.concat(head).toString('utf8') + note + kept.toString('utf8');
    },
  };
}
