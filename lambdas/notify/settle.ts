const MAX_ROUNDS = 5;

/**
 * Shows the present state somewhere and looks again, until what was shown last is what there is: of two who write at
 * once, the one who wrote last has then also read last.
 */
export async function settle<T>(render: () => Promise<T | undefined>, show: (content: T) => Promise<void>): Promise<void> {
  let shown: string | undefined;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const content = await render();
    if (content === undefined) return;
    const text = JSON.stringify(content);
    if (text === shown) return;
    await show(content);
    shown = text;
  }
}
