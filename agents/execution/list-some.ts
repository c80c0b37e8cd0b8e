import { shortenMiddle } from '#agents/harness/workspace/shorten-middle.ts';

const MAX_NAMES = 50;
const MAX_NAME = 200;

/** Names in a line of text: of more than a person would read the first ones, and how many there are besides. */
export function listSome(names: readonly string[], separator = ', '): string {
  const shown = names.slice(0, MAX_NAMES).map((name) => shortenMiddle(name, MAX_NAME).replaceAll('\n', ' '));
  const more = names.length > MAX_NAMES ? [`and ${names.length - MAX_NAMES} more`] : [];
  return [...shown, ...more].join(separator);
}
