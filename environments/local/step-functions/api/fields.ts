import { z } from 'zod';
import { ServiceError } from '../errors.ts';
import { isTooLarge } from '../limits.ts';

const FORBIDDEN_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const SECRET_LENGTH = 2_048;

export const nameField = z.string().min(1);
export const arnField = z.string().min(1).max(256);
export const tokenField = z.string().min(1).max(SECRET_LENGTH);
export const pageField = { maxResults: z.int().min(0).max(1_000).optional(), nextToken: z.string().min(1).max(1_024).optional() };
/** A JSON text of at most 262,144 bytes. */
export const dataField = z.string().refine((text) => !isTooLarge(text), 'Member must have length less than or equal to 262144');

/** @throws ServiceError `InvalidName` */
export function checkName(name: string): void {
  if (name.length <= 80 && !FORBIDDEN_IN_NAMES.test(name)) return;
  throw new ServiceError('InvalidName', `Invalid Name: '${name.slice(0, 100)}'`);
}

/** `arn:…:kind:…`. @throws ServiceError `InvalidArn` */
export function checkArn(arn: string, kind: 'stateMachine' | 'execution'): void {
  const parts = arn.split(':');
  const length = kind === 'execution' ? 8 : 7;
  if (parts[0] !== 'arn' || parts[2] !== 'states')
    throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  if (parts[5] === kind && parts.length === length) return;
  throw new ServiceError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${parts.slice(5).join(':')}'`);
}

/** Seconds since 1970, as the AWS JSON protocol writes a time. */
export function toSeconds(milliseconds: number): number {
  return milliseconds / 1_000;
}

/** A `nextToken` for a place in a list. */
export function toPageToken(place: string | number): string {
  return Buffer.from(`page:${place}`).toString('base64url');
}

/** The place in the list; undefined on the first page. @throws ServiceError `InvalidToken` */
export function readPageToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const place = /^page:(.*)$/s.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (place === undefined) throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
  return place;
}

/** A `nextToken` that stands for a number. @throws ServiceError `InvalidToken` */
export function readPageNumber(token: string | undefined): number | undefined {
  const place = readPageToken(token);
  if (place === undefined) return undefined;
  if (!/^\d{1,15}$/.test(place)) throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
  return Number(place);
}
