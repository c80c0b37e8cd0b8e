import { InputError } from '#domain/errors.ts';

/**
 * The secret's value is one signing secret a line: the one that comes next, the one in use, the one before; who put it
 * there by hand wrote only the one in use. Receivers take a signature by any of them. So the sender is only ever told of
 * a secret that receivers have known since the rotation before, whatever they keep in their caches.
 */
interface SigningSecrets {
  readonly next: string | undefined;
  readonly inUse: string;
}

/** @throws InputError `SECRET_EMPTY` */
export function parseSigningSecrets(value: string): SigningSecrets {
  const [first, second] = value.split('\n').filter((line) => line !== '');
  if (first === undefined)
    throw new InputError('The webhook secret is empty.', { code: 'SECRET_EMPTY', remedy: 'Put the one there that GitHub has.' });
  return second === undefined ? { next: undefined, inUse: first } : { next: first, inUse: second };
}

/** The value that follows: what was next comes into use, and `fresh` is next. */
export function toRotated(value: string, fresh: string): string {
  const { next, inUse } = parseSigningSecrets(value);
  return (next === undefined ? [fresh, inUse] : [fresh, next, inUse]).join('\n');
}
