import type { Inquiry } from '#domain/inquiry.ts';

/** Where questions wait for their answer. */
export interface InquiryStore {
  /** False when this message was recorded before. */
  recordInquiry(inquiry: Inquiry): Promise<boolean>;
  readInquiry(id: string): Promise<{ readonly inquiry: Inquiry; readonly answered: boolean } | undefined>;
  /** Marks that the answer is in its thread. */
  markAnswered(id: string): Promise<void>;
}
