import { createHash } from 'node:crypto';
import validate from 'asl-validator';
import { toValidatorForm } from './validator-form.ts';
import { type Definition, definitionSchema, type Scope } from './asl.ts';
import { checkDefinition } from './check-definition.ts';
import { ServiceError } from '../errors.ts';
import { explainIssue } from './explain-issue.ts';
import { collectScopes } from './machine-scopes.ts';

/** A definition made ready to run. */
export interface Machine {
  /** SHA-256 of the definition's text. */
  readonly hash: string;
  readonly definition: Definition;
  /** Every chain of states, by `scopeKey`; the machine's own is ''. */
  readonly scopes: ReadonlyMap<string, Scope>;
}

const cache = new Map<string, Machine>();

/**
 * Reads a definition; the same text is validated once. @throws ServiceError `InvalidDefinition` with the state and the field,
 * also for what AWS knows and this engine does not.
 */
export function readMachine(text: string): Machine {
  const hash = createHash('sha256').update(text).digest('hex');
  const known = cache.get(hash);
  if (known !== undefined) return known;
  const json = parse(text);
  const parsed = definitionSchema.safeParse(json);
  const issue = parsed.error?.issues[0];
  if (issue !== undefined) throw invalid(explainIssue(issue, json));
  const definition = definitionSchema.parse(json);
  const scopes = new Map<string, Scope>();
  collectScopes('', definition, scopes);
  const complaint = checkDefinition(definition) ?? validatorComplaint(definition);
  if (complaint !== undefined) throw invalid(complaint);
  const machine = { hash, definition, scopes };
  cache.set(hash, machine);
  return machine;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`INVALID_JSON_DESCRIPTION: ${error instanceof Error ? error.message : 'not JSON'}`);
  }
}

function invalid(reason: string): ServiceError {
  return new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${reason}'`);
}

/** The opinion of `asl-validator`, which changes what it is given. */
function validatorComplaint(definition: Definition): string | undefined {
  const verdict = validate(toValidatorForm(definition));
  return verdict.isValid ? undefined : verdict.errorsText('; ');
}
