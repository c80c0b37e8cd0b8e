import { countFindings } from '#domain/review.ts';
import type { StepResult } from '#domain/step-result.ts';

/** What a step produced, in one line for the timeline. */
export function toResultSummary(result: StepResult): string {
  switch (result.type) {
    case 'discovery': {
      const { repositories, complexity } = result.discovery;
      return `${repositories.map(({ name }) => name).join(', ')}; complexity ${complexity}`;
    }
    case 'plan':
      return `${result.plan.title} (${result.plan.tasks.length} tasks, ${result.plan.estimateHours} h)`;
    case 'question':
      return `asks: ${result.question}`;
    case 'execution':
      return result.execution.summary;
    case 'ci':
      return `CI: ${result.ci.conclusion}`;
    case 'diagnosis':
      return `${result.diagnosis.verdict}: ${result.diagnosis.summary}`;
    case 'triage':
      return result.outcome;
    case 'review':
      return `${countFindings(result.review.findings)}; scope ${result.review.scope.verdict}`;
  }
}
