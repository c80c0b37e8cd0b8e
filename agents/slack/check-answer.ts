const REFERENCE = /\btask_[0-9A-Z]+|https?:\/\/[^\s<>()[\]|"'`*]+/g;

/** What is wrong with an answer: every task and address that it names has to have been seen. */
export function checkAnswer(answer: string, seen: string): readonly string[] {
  const named = new Set([...answer.matchAll(REFERENCE)].map(([reference]) => reference.replace(/[.,;:!?]+$/, '')));
  const unknown = [...named].filter((reference) => !seen.includes(reference));
  return unknown.map((reference) => `Nothing that you have read names ${reference}. Look it up, or leave it out.`);
}
