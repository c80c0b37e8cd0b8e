/** What the user says of what waits for their word. */
export type Consent = 'yes' | 'no' | 'neither';

const YES = /^(yes|y|yep|yeah|ok|okay|sure|confirm|approve|approved|go|go ahead|do it|yes,? (please|do it|go ahead))$/;
const NO = /^(no|n|nope|cancel|cancelled|stop|abort|reject|don't|do not|no,? (thanks|thank you|don't))$/;

/** Only the bare word counts: whoever adds something to it wants something else first. */
export function decideConsent(text: string): Consent {
  const said = text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[\s.!]+$/, '')
    .trim();
  if (YES.test(said)) return 'yes';
  return NO.test(said) ? 'no' : 'neither';
}
