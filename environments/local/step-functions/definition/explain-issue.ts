import type { z } from 'zod';

const UNSUPPORTED: Readonly<Record<string, string>> = {
  Credentials: 'task credentials are not implemented',
  ItemReader: 'the distributed Map is not implemented',
  ItemBatcher: 'the distributed Map is not implemented',
  ResultWriter: 'the distributed Map is not implemented',
  ToleratedFailureCount: 'the distributed Map is not implemented',
  ToleratedFailurePercentage: 'the distributed Map is not implemented',
  Label: 'the distributed Map is not implemented',
  Iterator: 'use ItemProcessor',
};
const JSON_PATH =
  /^(Input|Output|Result|Items|Seconds|Timestamp|Error|Cause|TimeoutSeconds|HeartbeatSeconds|MaxConcurrency)Path$/;
const JSON_PATH_FIELDS = new Set(['Parameters', 'ResultSelector', 'Result', 'Variable']);

/** One sentence that names the state and the field, in the form of AWS's complaints. */
export function explainIssue(issue: z.core.$ZodIssue, json: unknown): string {
  const key = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  const field = String(key.at(-1) ?? '');
  const where = `${stateOf(key)}, at /${key.map(String).join('/')}`;
  if (field === 'QueryLanguage') {
    return `UNSUPPORTED_QUERY_LANGUAGE: only "QueryLanguage": "JSONata" is implemented, not ${nameOf(valueAt(json, key))}${where}`;
  }
  if (field === 'Mode')
    return `UNSUPPORTED_FIELD: the field 'ProcessorConfig.Mode' must be INLINE: the distributed Map is not implemented${where}`;
  if (issue.code === 'unrecognized_keys')
    return `UNSUPPORTED_FIELD: the field '${field}' is not supported${reasonOf(field)}${where}`;
  if (valueAt(json, key) === undefined) return `MISSING_FIELD: the field '${field}' is missing${where}`;
  return `SCHEMA_VALIDATION_FAILED: the field '${field}' is not valid: ${issue.message}${where}`;
}

function reasonOf(field: string): string {
  const reason = UNSUPPORTED[field];
  if (reason !== undefined) return ` (${reason})`;
  return JSON_PATH.test(field) || JSON_PATH_FIELDS.has(field) ? ' (it belongs to JSONPath; only JSONata is implemented)' : '';
}

/** The innermost state on the way to the field. */
function stateOf(path: readonly PropertyKey[]): string {
  const at = path.lastIndexOf('States', path.length - 2);
  return at < 0 ? ' of the state machine' : ` of the state '${String(path[at + 1])}'`;
}

function nameOf(value: unknown): string {
  return value === undefined ? 'JSONPath, which is meant when the field is missing' : JSON.stringify(value);
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
