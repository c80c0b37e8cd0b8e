import validate from 'asl-validator';
import { InputError } from '#domain/errors.ts';
import type { Definition } from './types.ts';

/** Checks a definition against the language's schema and its transitions. @throws InputError `DEFINITION_INVALID` */
export function assertValid(definition: Definition): void {
  // The validator writes into what it checks.
  const result = validate(structuredClone(definition));
  if (result.isValid) return;
  throw new InputError(`The workflow definition is not valid:\n${result.errorsText()}`, { code: 'DEFINITION_INVALID' });
}
