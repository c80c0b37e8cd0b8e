export interface AdfMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>> | undefined;
}

/** A node of an Atlassian Document. */
export interface AdfNode {
  readonly type: string;
  readonly text?: string | undefined;
  readonly content?: readonly AdfNode[] | undefined;
  readonly marks?: readonly AdfMark[] | undefined;
  readonly attrs?: Readonly<Record<string, unknown>> | undefined;
}

/** As the API wants a document. */
export interface AdfDocument {
  type: 'doc';
  version: 1;
  content: Record<string, unknown>[];
}
