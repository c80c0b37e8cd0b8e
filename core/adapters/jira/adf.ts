import { z } from 'zod';

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

/** Reads any document; what it does not know stays as it is. */
export const adfNodeSchema: z.ZodType<AdfNode> = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  get content() {
    return z.array(adfNodeSchema).optional();
  },
  marks: z.array(z.looseObject({ type: z.string(), attrs: z.record(z.string(), z.unknown()).optional() })).optional(),
  attrs: z.record(z.string(), z.unknown()).optional(),
});

/** As the API wants a document. */
export interface AdfDocument {
  type: 'doc';
  version: 1;
  content: Record<string, unknown>[];
}
