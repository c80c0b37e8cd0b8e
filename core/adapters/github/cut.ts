/** GitHub's limit on the body of a pull request or comment, in characters. */
const MAX_BODY = 65_536;
const CUT = '\n\n_(cut here: GitHub takes no longer text)_';

/** The text as far as GitHub takes it. */
export function cut(body: string): string {
  return body.length <= MAX_BODY ? body : body.slice(0, MAX_BODY - CUT.length) + CUT;
}
