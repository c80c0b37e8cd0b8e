import { z } from 'zod';

/** A node of an Atlassian Document. */
export interface AdfNode {
  readonly type: string;
  readonly text?: string | undefined;
  readonly content?: readonly AdfNode[] | undefined;
  readonly marks?:
    | readonly { readonly type: string; readonly attrs?: Readonly<Record<string, unknown>> | undefined }[]
    | undefined;
  readonly attrs?: Readonly<Record<string, unknown>> | undefined;
}

/** Any ADF node; kept as it was sent, for the vendor's schema is larger than what this twin draws. */
const adfNodeSchema: z.ZodType<AdfNode> = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  get content() {
    return z.array(adfNodeSchema).optional();
  },
  marks: z.array(z.looseObject({ type: z.string(), attrs: z.record(z.string(), z.unknown()).optional() })).optional(),
  attrs: z.record(z.string(), z.unknown()).optional(),
});

/** A whole document, as `description` and comment bodies must be. */
export const adfDocumentSchema = z.looseObject({
  type: z.literal('doc'),
  version: z.literal(1),
  content: z.array(adfNodeSchema),
});
export type AdfDocument = z.infer<typeof adfDocumentSchema>;

/** The document that v2 of the API makes of plain text: one paragraph a line. */
export function toDocument(text: string): AdfDocument {
  const content = text.split('\n').map((line) => ({
    type: 'paragraph',
    content: line === '' ? [] : [{ type: 'text', text: line }],
  }));
  return { type: 'doc', version: 1, content };
}

/** An attribute of a node or mark as text; empty when it has none of that name. */
export function attribute(node: Pick<AdfNode, 'attrs'>, name: string): string {
  const value = node.attrs?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Every text of the document, for searching. */
export function plainText(node: AdfNode): string {
  return `${node.text ?? ''}${(node.content ?? []).map(plainText).join(' ')}`;
}
