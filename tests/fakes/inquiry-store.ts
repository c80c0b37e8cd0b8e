import type { Inquiry } from '#domain/inquiry.ts';
import type { InquiryStore } from '#ports/inquiry-store.ts';

export interface MemoryInquiryStore extends InquiryStore {
  readonly asked: Map<string, Inquiry>;
  readonly answered: Set<string>;
}

/** Questions in memory, by the same rules. */
export function memoryInquiryStore(): MemoryInquiryStore {
  const asked = new Map<string, Inquiry>();
  const answered = new Set<string>();
  return {
    asked,
    answered,
    recordInquiry: async (inquiry) => {
      if (asked.has(inquiry.id)) return false;
      asked.set(inquiry.id, inquiry);
      return true;
    },
    readInquiry: async (id) => {
      const inquiry = asked.get(id);
      return inquiry && { inquiry, answered: answered.has(id) };
    },
    markAnswered: async (id) => {
      answered.add(id);
    },
  };
}
