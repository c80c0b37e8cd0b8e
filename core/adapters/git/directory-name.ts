import { InputError } from '#domain/errors.ts';

/** A part of a path that comes from outside, unless it could lead elsewhere. @throws InputError `NAME_INVALID` */
export function directoryNameOf(part: string): string {
  if (/^[A-Za-z0-9_][\w.-]*$/.test(part)) return part;
  throw new InputError(`${JSON.stringify(part)} cannot be part of a directory's name.`, { code: 'NAME_INVALID' });
}
