/** Marks JSONata source as an expression that Step Functions evaluates. */
export function expr(source: string): string {
  return `{% ${source} %}`;
}
