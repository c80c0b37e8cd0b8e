/** The text, or its beginning and its end when it is longer than `limit` characters: both ends of an output tell most. */
export function shortenMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return `${text.slice(0, half)}\n… ${text.length - 2 * half} characters cut here …\n${text.slice(-half)}`;
}
