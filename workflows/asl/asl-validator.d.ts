declare module 'asl-validator' {
  interface ValidationResult {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  }
  /** Changes the definition it is given: it writes the query language into every state. */
  function validate(definition: object): ValidationResult;
  export = validate;
}
