/** Names an expression may read, such as `github.sha`. */
export type Context = Readonly<Record<string, string>>;

/** How the job stands when a condition is asked. */
export interface JobStanding {
  readonly failed: boolean;
  readonly cancelled: boolean;
}

/** An expression that this runner does not understand; the job must fail with it. */
export class UnsupportedExpression extends Error {
  override readonly name = 'UnsupportedExpression';
}

const TOKEN = /\s*('(?:[^']|'')*'|[A-Za-z_][\w.-]*|\d+|&&|\|\||==|!=|!|\(|\))/y;

type Value = string | boolean;

/** Replaces every `${{ … }}` in a text. @throws UnsupportedExpression */
export function interpolate(text: string, context: Context): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, source: string) => String(evaluate(source, context)));
}

/** Decides an `if:`; without a status function it also demands that nothing has failed. @throws UnsupportedExpression */
export function decideCondition(condition: string | undefined, context: Context, standing: JobStanding): boolean {
  const source = (condition ?? 'success()').trim().replace(/^\$\{\{(.*)\}\}$/s, '$1');
  const value = isTrue(evaluate(source, context, standing));
  const asksStatus = /\b(always|success|failure|cancelled)\s*\(/.test(source);
  return asksStatus ? value : value && !standing.failed && !standing.cancelled;
}

function isTrue(value: Value): boolean {
  return value !== false && value !== '' && value !== '0';
}

function evaluate(source: string, context: Context, standing?: JobStanding): Value {
  const tokens = tokenise(source);
  const value = readOr({ tokens, context, standing });
  if (tokens.length > 0) throw new UnsupportedExpression(`cannot evaluate \${{ ${source.trim()} }}`);
  return value;
}

function tokenise(source: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const text = source.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match?.[1] === undefined) throw new UnsupportedExpression(`cannot read \`${text.slice(at).trim()}\` in an expression`);
    tokens.push(match[1]);
  }
  return tokens;
}

interface Reader {
  readonly tokens: string[];
  readonly context: Context;
  readonly standing: JobStanding | undefined;
}

function readOr(reader: Reader): Value {
  let value = readAnd(reader);
  while (reader.tokens[0] === '||') {
    reader.tokens.shift();
    const right = readAnd(reader);
    value = isTrue(value) ? value : right;
  }
  return value;
}

function readAnd(reader: Reader): Value {
  let value = readComparison(reader);
  while (reader.tokens[0] === '&&') {
    reader.tokens.shift();
    const right = readComparison(reader);
    value = isTrue(value) ? right : value;
  }
  return value;
}

function readComparison(reader: Reader): Value {
  const left = readNot(reader);
  const operator = reader.tokens[0];
  if (operator !== '==' && operator !== '!=') return left;
  reader.tokens.shift();
  const right = readNot(reader);
  // GitHub compares strings without regard to case.
  const same = String(left).toLowerCase() === String(right).toLowerCase();
  return operator === '==' ? same : !same;
}

function readNot(reader: Reader): Value {
  if (reader.tokens[0] !== '!') return readPrimary(reader);
  reader.tokens.shift();
  return !isTrue(readNot(reader));
}

function readPrimary(reader: Reader): Value {
  const token = reader.tokens.shift();
  if (token === undefined) throw new UnsupportedExpression('an expression ends too early');
  if (token === '(') return readParenthesis(reader);
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (/^\d/.test(token)) return token;
  if (token === 'true' || token === 'false') return token === 'true';
  if (reader.tokens[0] === '(') return callStatus(token, reader);
  const value = reader.context[token];
  if (value !== undefined) return value;
  // An env variable that nobody set is empty, as on GitHub.
  if (/^env\.[\w-]+$/.test(token)) return '';
  throw new UnsupportedExpression(`this runner has no \`${token}\``);
}

function readParenthesis(reader: Reader): Value {
  const value = readOr(reader);
  if (reader.tokens.shift() !== ')') throw new UnsupportedExpression('a parenthesis is not closed');
  return value;
}

function callStatus(name: string, reader: Reader): boolean {
  const [open, close] = reader.tokens.splice(0, 2);
  const { standing } = reader;
  if (open !== '(' || close !== ')' || standing === undefined) {
    throw new UnsupportedExpression(`this runner has no function \`${name}\``);
  }
  if (name === 'always') return true;
  if (name === 'cancelled') return standing.cancelled;
  if (name === 'failure') return standing.failed;
  if (name === 'success') return !standing.failed && !standing.cancelled;
  throw new UnsupportedExpression(`this runner has no function \`${name}\``);
}
