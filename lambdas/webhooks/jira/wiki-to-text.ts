/** What an account id is called in the text; `undefined` keeps the name the document has. */
type NameOf = (accountId: string) => string | undefined;

/** Bounds on every repetition keep these linear on text that was written to be slow. */
const CODE = /\{(code|noformat)(?::[^}\n]{0,200})?\}([\s\S]*?)(?:\{\1\}|$)/g;
const QUOTE = /\{quote\}([\s\S]*?)(?:\{quote\}|$)/g;
const LINK = /\[([^|[\]\n]{1,300})\|([^|[\]\n]{1,2000})(?:\|smart-link)?\]/g;
const BARE_LINK = /\[((?:https?|mailto):[^|[\]\n]{1,2000})\]/g;
const MENTION = /\[~accountid:([\w:-]{1,200})\]/g;

/** Stands where code was taken out, so that nothing in it is read as markup; a private-use character. */
const HOLE = '\uE000';
const CODE_HOLE = /\uE000(\d+)\uE000/g;

/** Renders Jira wiki text as plain text; code is fenced and quotes begin with `>`, as in Markdown. */
export function wikiToText(wiki: string, nameOf: NameOf = () => undefined): string {
  const codes: string[] = [];
  const lines = wiki.replaceAll('\r\n', '\n').replaceAll(HOLE, '');
  const withoutCode = lines.replace(CODE, (_all, _name, code: string) => {
    codes.push(code.replace(/^\n|\n$/g, ''));
    return `${HOLE}${codes.length - 1}${HOLE}`;
  });
  return toPlain(withoutCode, nameOf)
    .replace(CODE_HOLE, (_all, index: string) => `\n\`\`\`\n${codes[Number(index)] ?? ''}\n\`\`\`\n`)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function toPlain(wiki: string, nameOf: NameOf): string {
  return wiki
    .replace(QUOTE, (_all, quote: string) => `\n${quote.trim().replace(/^/gm, '> ')}\n`)
    .replace(/^bq\. /gm, '> ')
    .replace(/^h[1-6]\. /gm, '')
    .replace(/\{\{([^{}\n]{1,500})\}\}/g, '`$1`')
    .replace(/\{(?:color|panel)(?::[^}\n]{0,200})?\}/g, '')
    .replace(MENTION, (all, id: string) => nameOf(id) ?? all)
    .replace(LINK, '$1 ($2)')
    .replace(BARE_LINK, '$1');
}
