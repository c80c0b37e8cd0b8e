import { visibleText } from './visible-text.ts';

/** A path as it can stand in a list of paths: in JSON's form when it has line ends in it, or characters that nobody sees. */
export function visiblePath(path: string): string {
  if (!/[\n\r\t]/.test(path) && visibleText(path) === path) return path;
  return JSON.stringify(path).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
