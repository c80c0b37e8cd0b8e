/** What a Task's Resource asks for. */
export interface Resource {
  /** `lambda:invoke` with its envelope, or a bare function ARN. */
  readonly optimised: boolean;
  readonly waitsForToken: boolean;
  /** `invoke`, `invoke.waitForTaskToken`, or the function's ARN. */
  readonly name: string;
}

const INVOKE = /^arn:aws[a-z-]*:states:[a-z0-9-]*:[0-9]*:lambda:(invoke(\.waitForTaskToken)?)$/;
const FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$/;

/** Reads an ARN; undefined for what the engine does not implement. */
export function readResource(arn: string): Resource | undefined {
  const invoke = INVOKE.exec(arn);
  if (invoke !== null) return { optimised: true, waitsForToken: invoke[2] !== undefined, name: invoke[1] ?? 'invoke' };
  return FUNCTION.test(arn) ? { optimised: false, waitsForToken: false, name: arn } : undefined;
}
