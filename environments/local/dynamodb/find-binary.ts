import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '#domain/errors.ts';

const PACKAGE = '@dynoxide/linux-x64';

/** Path of the embedded DynamoDB's binary. @throws InputError `DYNAMODB_MISSING` */
export function findBinary(from: string = import.meta.url): string {
  try {
    const binary = join(dirname(createRequire(from).resolve(`${PACKAGE}/package.json`)), 'dynoxide');
    if (existsSync(binary)) return binary;
  } catch (error) {
    throw missing(error);
  }
  throw missing();
}

function missing(cause?: unknown): InputError {
  return new InputError(
    `The embedded DynamoDB (${PACKAGE}) is not installed: run "npm ci" on Linux x64, or set STEPWRIGHT_DYNAMODB_ENDPOINT to a DynamoDB of your own.`,
    { code: 'DYNAMODB_MISSING', cause },
  );
}
