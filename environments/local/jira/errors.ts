/** An error as Jira answers it: a status, general messages, and messages by field. */
export class JiraError extends Error {
  override readonly name = 'JiraError';
  readonly status: 400 | 401 | 403 | 404 | 410 | 413;
  readonly errorMessages: readonly string[];
  readonly errors: Readonly<Record<string, string>>;

  constructor(status: JiraError['status'], errorMessages: readonly string[], errors: Readonly<Record<string, string>> = {}) {
    super(errorMessages[0] ?? Object.values(errors)[0] ?? 'invalid');
    this.status = status;
    this.errorMessages = errorMessages;
    this.errors = errors;
  }
}

export const invalidField = (field: string, message: string): JiraError => new JiraError(400, [], { [field]: message });

export const noSuchIssue = (): JiraError => new JiraError(404, ['Issue does not exist or you do not have permission to see it.']);
