import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { reportVerdicts } from '#stacks/validation/report-verdicts.ts';
import { type RunTerraform, readProblems } from '#stacks/validation/terraform.ts';
import { validateStack } from '#stacks/validation/validate-stack.ts';

const directory = mkdtempSync(join(tmpdir(), 'stepwright-validation-'));
afterAll(() => rmSync(directory, { recursive: true }));
const configuration = { terraform: { required_providers: { aws: { source: 'aws', version: '~> 6.66' } } }, resource: {} };
writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify(configuration));

/** What terraform 1.11.4 printed for a stack that is right, and for one whose resource the provider does not know. */
const RIGHT = '{"format_version":"1.0","valid":true,"error_count":0,"warning_count":0,"diagnostics":[]}';
const UNKNOWN_TYPE =
  '{"format_version":"1.0","valid":false,"error_count":2,"warning_count":1,"diagnostics":[{"severity":"error","summary":"Invalid resource type","detail":"The provider hashicorp/aws does not support resource type \\"aws_x\\".","range":{"filename":"cdk.tf.json"}},{"severity":"error","summary":"Invalid resource type","detail":"The provider hashicorp/aws does not support resource type \\"aws_x\\"."},{"severity":"warning","summary":"Deprecated","detail":""}]}';
const PROBLEM = 'Invalid resource type: The provider hashicorp/aws does not support resource type "aws_x".';

/** A Terraform that has the provider of this version only. */
const having =
  (version: string, validation: string): RunTerraform =>
  (copy, args) => {
    if (args[0] === 'validate') return { ok: true, text: validation };
    const asked = readFileSync(join(copy, 'cdk.tf.json'), 'utf8').match(/"version":"([^"]+)"/)?.[1];
    return { ok: asked === undefined || asked === version, text: '' };
  };

describe('validating a stack', () => {
  test('is right when the provider it asks for objects to nothing', () => {
    expect(validateStack(directory, having('~> 6.66', RIGHT))).toEqual({ type: 'right' });
  });

  test('is wrong with every error once, warnings aside', () => {
    expect(validateStack(directory, having('~> 6.66', UNKNOWN_TYPE))).toEqual({ type: 'wrong', problems: [PROBLEM] });
  });

  test('is undecided when only another version of the provider could look at it', () => {
    expect(validateStack(directory, having('5.100.0', UNKNOWN_TYPE))).toEqual({
      type: 'undecided',
      why: 'only another version of the AWS provider than ~> 6.66 is at hand',
      problems: [PROBLEM],
    });
  });

  test('is undecided without any provider, and without Terraform', () => {
    expect(validateStack(directory, () => ({ ok: false, text: 'no such host' }))).toMatchObject({
      why: 'terraform cannot get the AWS provider ~> 6.66',
    });
    expect(validateStack(directory, () => undefined)).toMatchObject({ why: 'there is no terraform on the path' });
  });

  test('leaves the stack’s directory as it was', () => {
    validateStack(directory, having('5.100.0', RIGHT));
    expect(readdirSync(directory)).toEqual(['cdk.tf.json']);
    expect(JSON.parse(readFileSync(join(directory, 'cdk.tf.json'), 'utf8'))).toEqual(configuration);
  });
});

describe('a problem', () => {
  test('names its resource and is one line, cut when it is long', () => {
    const detail = `one of [\n${'x'.repeat(500)}`;
    const [line] = readProblems(
      JSON.stringify({ diagnostics: [{ severity: 'error', summary: 'expected', detail, address: 'aws_x.y' }] }),
    );
    expect(line).toMatch(/^aws_x\.y: expected: one of \[ x+…$/);
    expect(line).toHaveLength(301);
  });
});

describe('the exit code', () => {
  const right = { type: 'right' } as const;
  const wrong = { type: 'wrong', problems: [PROBLEM] } as const;
  const undecided = { type: 'undecided', why: 'there is no terraform on the path', problems: [] } as const;

  test.each([
    ['0 when all are right', { a: right }, 0],
    ['1 when one is wrong', { a: undecided, b: wrong, c: right }, 1],
    ['2 when none is wrong but not all could be judged', { a: right, b: undecided }, 2],
  ])('is %s', (_rule, verdicts, exitCode) => {
    expect(reportVerdicts(verdicts).exitCode).toBe(exitCode);
  });

  test('comes with what is wrong and with what to do when nobody can judge', () => {
    expect(reportVerdicts({ a: wrong }).text).toBe(`a: wrong\n  ${PROBLEM}`);
    expect(reportVerdicts({ a: undecided }).text).toMatch(
      /^a: undecided: there is no terraform on the path\nNot validated\. Give terraform/,
    );
  });
});
