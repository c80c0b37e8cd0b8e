import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type RunTerraform, readProblems } from './terraform.ts';

/** What Terraform says of a stack. */
export type Verdict =
  | { readonly type: 'right' }
  | { readonly type: 'wrong'; readonly problems: readonly string[] }
  /** Nobody could judge it; `problems` are those of another version of the provider, which may be mistaken. */
  | { readonly type: 'undecided'; readonly why: string; readonly problems: readonly string[] };

const configurationSchema = z.looseObject({
  terraform: z.looseObject({ required_providers: z.object({ aws: z.object({ source: z.string(), version: z.string() }) }) }),
});

const INIT = ['init', '-backend=false', '-input=false', '-no-color'];

/**
 * Has Terraform validate a synthesised stack, in a copy of its directory: neither a backend nor credentials are needed.
 * Without the provider that the stack asks for, another version at hand says what it can.
 */
export function validateStack(directory: string, run: RunTerraform): Verdict {
  const copy = mkdtempSync(join(tmpdir(), 'stepwright-validate-'));
  try {
    cpSync(join(directory, 'cdk.tf.json'), join(copy, 'cdk.tf.json'));
    const asked = run(copy, INIT);
    if (!asked) return { type: 'undecided', why: 'there is no terraform on the path', problems: [] };
    if (asked.ok) return toVerdict(readErrors(copy, run));
    const version = takeAnyVersion(copy);
    const found = run(copy, [...INIT, '-upgrade'])?.ok ?? false;
    if (!found) return { type: 'undecided', why: `terraform cannot get the AWS provider ${version}`, problems: [] };
    const why = `only another version of the AWS provider than ${version} is at hand`;
    return { type: 'undecided', why, problems: readErrors(copy, run) };
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function toVerdict(problems: readonly string[]): Verdict {
  return problems.length === 0 ? { type: 'right' } : { type: 'wrong', problems };
}

/** Archives are looked for only when a plan is made. */
function readErrors(copy: string, run: RunTerraform): readonly string[] {
  return readProblems(run(copy, ['validate', '-json'])?.text ?? '{"diagnostics":[]}');
}

/** Lets the copy take whatever version there is; answers the one it asked for. */
function takeAnyVersion(copy: string): string {
  const file = join(copy, 'cdk.tf.json');
  const configuration = configurationSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const { aws } = configuration.terraform.required_providers;
  const terraform = { ...configuration.terraform, required_providers: { aws: { source: aws.source } } };
  writeFileSync(file, JSON.stringify({ ...configuration, terraform }));
  return aws.version;
}
