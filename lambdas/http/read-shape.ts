import { ZodError } from 'zod';
import { InputError } from '#domain/errors.ts';

/** Runs a parse; a signed delivery that lacks what its type always has is refused visibly. @throws InputError `DELIVERY_INVALID` */
export function readShape<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof ZodError)) throw cause;
    const fields = cause.issues.slice(0, 5).map(({ path }) => path.join('.') || 'the body');
    throw new InputError(`The delivery is not as documented: ${fields.join(', ')}.`, { code: 'DELIVERY_INVALID', cause });
  }
}
