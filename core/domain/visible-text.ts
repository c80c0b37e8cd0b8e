const [BELL, ESCAPE] = [7, 27].map((code) => String.fromCodePoint(code));
/** Colours and movements of a terminal, and what sets its title. */
const ESCAPES = new RegExp(
  [`\\[[0-9;?]*[A-Za-z]`, `\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)`].map((form) => `${ESCAPE}${form}`).join('|'),
  'g',
);

/** Control characters other than tab and line ends: they hide text from the person who reads the same thing. */
const CONTROL = /(?![\t\n\r])\p{Cc}/gu;

/** Bidirectional overrides, zero-width characters and tag characters: visible to a model, invisible to people. */
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** Takes out what people cannot see: a terminal's colours, control, bidirectional and zero-width characters; half an emoji becomes a `\ufffd`. */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(ESCAPES, '').replace(CONTROL, '').replace(INVISIBLE, '');
}
