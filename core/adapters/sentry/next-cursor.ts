/** The cursor of the next page in a `Link` header; Sentry names a next page also where there are no results on it. */
export function nextCursor(link: string): string | undefined {
  for (const part of link.split(/,\s*(?=<)/)) {
    if (!/;\s*rel="next"/.test(part) || !/;\s*results="true"/.test(part)) continue;
    return /;\s*cursor="([^"]+)"/.exec(part)?.[1];
  }
  return undefined;
}
