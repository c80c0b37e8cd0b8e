import { JiraError } from './errors.ts';

export type Operator = '=' | '!=' | '~' | '!~' | 'in' | 'not in' | 'is empty' | 'is not empty';

export type Expression =
  | { readonly type: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly type: 'not'; readonly inner: Expression }
  | { readonly type: 'clause'; readonly field: string; readonly operator: Operator; readonly values: readonly string[] };

export interface Order {
  readonly field: string;
  readonly descending: boolean;
}

export interface Query {
  /** Absent when nothing restricts the query. */
  readonly where: Expression | undefined;
  readonly orderBy: readonly Order[];
}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly at: number;
}

/** Reads `=`, `!=`, `~`, `!~`, `IN`, `NOT IN`, `IS [NOT] EMPTY` joined by AND, OR, NOT and brackets, and ORDER BY. */
export function parseJql(jql: string): Query {
  const tokens = tokenize(jql);
  const reader = openReader(tokens, jql);
  const where = reader.peek() === undefined || reader.isWord('order') ? undefined : parseOr(reader);
  const orderBy = reader.takeWord('order') ? parseOrder(reader) : [];
  const rest = reader.peek();
  if (rest) throw reader.unexpected();
  return { where, orderBy };
}

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|!~|<=|>=|[()=,~<>!])|([^\s()=,~<>!"']+))/y;

function tokenize(jql: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (jql.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(jql);
    if (!match)
      throw new JiraError(400, [
        `Error in the JQL Query: The quoted string has not been completed. (line 1, character ${at + 1})`,
      ]);
    const quoted = match[1] ?? match[2];
    const text = quoted?.replace(/\\(.)/g, '$1') ?? match[3] ?? match[4] ?? '';
    tokens.push({ text, quoted: quoted !== undefined, at });
  }
  return tokens;
}

interface Reader {
  peek(): Token | undefined;
  take(): Token;
  isWord(word: string): boolean;
  takeWord(word: string): boolean;
  expect(text: string): void;
  unexpected(): JiraError;
}

function openReader(tokens: readonly Token[], jql: string): Reader {
  let index = 0;
  const unexpected = (): JiraError => {
    const token = tokens[index];
    if (!token) return new JiraError(400, [`Error in the JQL Query: Unexpected end of query after '${jql}'.`]);
    return new JiraError(400, [`Error in the JQL Query: Unexpected '${token.text}'. (line 1, character ${token.at + 1})`]);
  };
  const reader: Reader = {
    peek: () => tokens[index],
    take: () => {
      const token = tokens[index];
      if (!token) throw unexpected();
      index += 1;
      return token;
    },
    isWord: (word) => tokens[index]?.quoted === false && tokens[index]?.text.toLowerCase() === word,
    takeWord: (word) => {
      if (!reader.isWord(word)) return false;
      index += 1;
      return true;
    },
    expect: (text) => {
      if (!reader.takeWord(text)) throw unexpected();
    },
    unexpected,
  };
  return reader;
}

function parseOr(reader: Reader): Expression {
  const parts = [parseAnd(reader)];
  while (reader.takeWord('or')) parts.push(parseAnd(reader));
  return joined('or', parts);
}

function parseAnd(reader: Reader): Expression {
  const parts = [parseTerm(reader)];
  while (reader.takeWord('and')) parts.push(parseTerm(reader));
  return joined('and', parts);
}

function joined(type: 'and' | 'or', parts: readonly Expression[]): Expression {
  const [only] = parts;
  return parts.length === 1 && only ? only : { type, parts };
}

function parseTerm(reader: Reader): Expression {
  if (reader.takeWord('not') || reader.takeWord('!')) return { type: 'not', inner: parseTerm(reader) };
  if (reader.takeWord('(')) {
    const inner = parseOr(reader);
    reader.expect(')');
    return inner;
  }
  const field = reader.take();
  if (!field.quoted && /^[()=,~<>!]/.test(field.text))
    throw new JiraError(400, [`Error in the JQL Query: Expecting a field name but got '${field.text}'.`]);
  return { type: 'clause', field: field.text, ...parseComparison(reader) };
}

function parseComparison(reader: Reader): { operator: Operator; values: string[] } {
  if (reader.takeWord('is')) {
    const operator: Operator = reader.takeWord('not') ? 'is not empty' : 'is empty';
    if (!reader.takeWord('empty')) reader.expect('null');
    return { operator, values: [] };
  }
  if (reader.takeWord('in')) return { operator: 'in', values: parseList(reader) };
  if (reader.takeWord('not')) {
    reader.expect('in');
    return { operator: 'not in', values: parseList(reader) };
  }
  const operator = (['=', '!=', '~', '!~'] as const).find((known) => reader.takeWord(known));
  if (!operator) throw reader.unexpected();
  return { operator, values: [parseValue(reader)] };
}

function parseList(reader: Reader): string[] {
  reader.expect('(');
  const values = [parseValue(reader)];
  while (reader.takeWord(',')) values.push(parseValue(reader));
  reader.expect(')');
  return values;
}

function parseValue(reader: Reader): string {
  const token = reader.take();
  if (!token.quoted && /^[()=,~<>!]/.test(token.text))
    throw new JiraError(400, [`Error in the JQL Query: Expecting a value but got '${token.text}'.`]);
  if (reader.isWord('(')) throw new JiraError(400, [`Unable to find JQL function '${token.text}()'.`]);
  return token.text;
}

function parseOrder(reader: Reader): Order[] {
  reader.expect('by');
  const orders: Order[] = [];
  do {
    const field = reader.take().text;
    const descending = reader.takeWord('desc');
    if (!descending) reader.takeWord('asc');
    orders.push({ field, descending });
  } while (reader.takeWord(','));
  return orders;
}
