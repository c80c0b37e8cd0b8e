/** A Markdown table of US dollars: `costs` by environment and by what they are paid for, with their sums. */
export function toCostTable(title: string, costs: Readonly<Record<string, Readonly<Record<string, number>>>>): string {
  const names = Object.keys(costs);
  const whats = [...new Set(Object.values(costs).flatMap((cost) => Object.keys(cost)))];
  // What nobody pays for is not worth a line.
  const paid = whats.filter((what) => names.some((name) => (costs[name]?.[what] ?? 0) > 0));
  const rows = paid.map((what) => [what, ...names.map((name) => toPrice(costs[name]?.[what] ?? 0))]);
  const totals = names.map((name) => toPrice(Object.values(costs[name] ?? {}).reduce((sum, dollars) => sum + dollars, 0)));
  return [[title, ...names], ['---', ...names.map(() => '---:')], ...rows, ['together', ...totals]]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function toPrice(dollars: number): string {
  return dollars.toFixed(2);
}
