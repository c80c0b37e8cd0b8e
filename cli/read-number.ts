import { InvalidArgumentError } from 'commander';

/** Reads the number of an option. @throws InvalidArgumentError */
export function readNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new InvalidArgumentError('It has to be a number.');
}
