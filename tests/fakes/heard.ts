/** One event of a chat's stream, as its client hears it. */
export interface Heard {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events of a stream that has ended. */
export function toHeard(text: string): Heard[] {
  return [...text.matchAll(/^event: (.+)\ndata: (.+)$/gm)].map(([, event = '', data = '']) => ({
    event,
    data: JSON.parse(data),
  }));
}

/** The words of a stream, together. */
export function textOf(heard: readonly Heard[]): string {
  return heard.map(({ event, data }) => (event === 'token' ? String(data['text']) : '')).join('');
}
