/** What is known of what a task is about. */
export interface Context {
  /** Title and description: never left out. */
  readonly core: readonly string[];
  /** Oldest first, as they are talked about. */
  readonly comments: readonly string[];
  /** What past tasks learned, most useful first. */
  readonly memory: readonly string[];
}

export interface Hydrated {
  readonly comments: readonly string[];
  readonly memory: readonly string[];
  readonly dropped: number;
}

/** About four characters make a token in English text and code. */
export function toTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Chooses what fits into so many tokens: what a task is about always, then the newest comments, then memory. */
export function hydrate({ core, comments, memory }: Context, maxTokens: number): Hydrated {
  let left = maxTokens - core.reduce((sum, text) => sum + toTokens(text), 0);
  const fits = (text: string): boolean => {
    left -= toTokens(text);
    return left >= 0;
  };
  const newest = takeWhile(comments.toReversed(), fits).toReversed();
  const useful = newest.length === comments.length ? takeWhile(memory, fits) : [];
  return { comments: newest, memory: useful, dropped: comments.length - newest.length };
}

function takeWhile(texts: readonly string[], fits: (text: string) => boolean): readonly string[] {
  const end = texts.findIndex((text) => !fits(text));
  return end < 0 ? texts : texts.slice(0, end);
}
