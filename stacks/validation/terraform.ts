import { spawnSync } from 'node:child_process';
import { z } from 'zod';

/** What a run of Terraform printed, or undefined when there is no such program. */
export type RunTerraform = (
  directory: string,
  args: readonly string[],
) => { readonly ok: boolean; readonly text: string } | undefined;

/** The `terraform` of the path. */
export const runTerraform: RunTerraform = (directory, args) => {
  const { error, status, stdout, stderr } = spawnSync('terraform', [...args], { cwd: directory, encoding: 'utf8' });
  return error ? undefined : { ok: status === 0, text: `${stdout}\n${args.includes('-json') ? '' : stderr}`.trim() };
};

/** Source: Terraform, "terraform validate", JSON output format 1. */
const outputSchema = z.object({
  diagnostics: z.array(
    z.object({
      severity: z.enum(['error', 'warning']),
      summary: z.string(),
      detail: z.string().default(''),
      address: z.string().optional(),
    }),
  ),
});

/** The errors in what `terraform validate -json` printed, one line each and each once. */
export function readProblems(text: string): readonly string[] {
  const { diagnostics } = outputSchema.parse(JSON.parse(text));
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return [...new Set(errors.map(({ address, summary, detail }) => toLine([address, summary, detail])))];
}

/** Terraform lists all values that an attribute may have. */
const MAX_LINE = 300;

function toLine(parts: readonly (string | undefined)[]): string {
  const line = parts.filter(Boolean).join(': ').replace(/\s+/g, ' ');
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
}
