/** A file at a ticket. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  /** Its media type, as whoever attached it said. */
  readonly type: string;
  readonly bytes: number;
}

/** How many bytes of how many files are read: what is longer is cut, and what comes after so many is only named. */
export interface AttachmentLimits {
  readonly each: number;
  readonly total: number;
  readonly files: number;
}

const MB = 1024 ** 2;

/** What a model is shown. */
export const SHOWN_LIMITS: AttachmentLimits = { each: 16_384, total: 65_536, files: 8 };

/** What programs may look into. */
export const PROGRAM_LIMITS: AttachmentLimits = { each: 5 * MB, total: 20 * MB, files: 8 };

const TEXT_TYPE =
  /^(?:text\/(?!html\b|rtf\b)|application\/(?:(?:[\w.-]+\+)?(?:json|xml|yaml)|x-(?:yaml|sh|ndjson|sql)|javascript|typescript|sql|toml)\b)/i;

/** Of files whose type says nothing (`application/octet-stream`). */
const TEXT_NAME =
  /\.(?:txt|md|log|out|err|trace|csv|tsv|json|jsonl|ndjson|ya?ml|toml|ini|conf|properties|xml|sql|diff|patch|sh|[cm]?[jt]sx?|py|rb|go|rs|java|kt|cs|php|c|h|cc|cpp|hpp|swift|scala|graphql|proto)$/i;

const SAYS_NOTHING = new Set(['', 'application/octet-stream', 'binary/octet-stream']);

/** Decides which of a ticket's files are read as text, and how many bytes of each, in the order in which they were attached. */
export function decideAttachments(
  attachments: readonly Attachment[],
  { each, total, files }: AttachmentLimits = SHOWN_LIMITS,
): readonly { readonly id: string; readonly bytes: number }[] {
  let left = total;
  return attachments
    .filter((one) => one.bytes > 0 && isTextual(one))
    .slice(0, files)
    .flatMap(({ id, bytes: size }) => {
      const bytes = Math.min(size, each, left);
      left -= bytes;
      return bytes > 0 ? [{ id, bytes }] : [];
    });
}

function isTextual({ name, type }: Attachment): boolean {
  const [kind = ''] = type.split(';');
  return SAYS_NOTHING.has(kind.trim().toLowerCase()) ? TEXT_NAME.test(name) : TEXT_TYPE.test(type);
}
