export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly dotted?: boolean;
}

/** One line of a Mermaid flowchart. */
export function toFlowEdge({ from, to, label, dotted }: Edge): string {
  const arrow = dotted ? '-.->' : '-->';
  return `  ${from} ${arrow}${label ? `|"${label}"|` : ''} ${to}`;
}

/** A fenced Mermaid block. */
export function fence(lines: readonly string[]): string {
  return ['```mermaid', ...lines, '```'].join('\n');
}

/** A Markdown table. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [toLine(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(toLine)].join('\n');
}

function toLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}
