import type { ParsedDelivery } from '#domain/channel-event.ts';
import { checkRunSchema, checkSuiteSchema, statusSchema, workflowRunSchema } from './schema.ts';

/** Reads what a delivery tells; `name` is its `X-GitHub-Event`. @throws z.ZodError when it lacks what its type always has */
export function toEvent(name: string, body: unknown): ParsedDelivery {
  switch (name) {
    case 'check_suite': {
      const { action, check_suite: suite, repository } = checkSuiteSchema.parse(body);
      return action === 'completed' ? concluded(repository.full_name, suite.head_sha) : notOver(name, action);
    }
    case 'check_run': {
      const { action, check_run: run, repository } = checkRunSchema.parse(body);
      return action === 'completed' ? concluded(repository.full_name, run.head_sha) : notOver(name, action);
    }
    case 'workflow_run': {
      const { action, workflow_run: run, repository } = workflowRunSchema.parse(body);
      return action === 'completed' ? concluded(repository.full_name, run.head_sha) : notOver(name, action);
    }
    case 'status': {
      const { state, sha, repository } = statusSchema.parse(body);
      return state === 'pending' ? notOver(name, state) : concluded(repository.full_name, sha);
    }
    default:
      return { type: 'ignored', reason: `${name.slice(0, 60) || 'a delivery without X-GitHub-Event'} is of no interest` };
  }
}

function concluded(repo: string, headSha: string): ParsedDelivery {
  return { type: 'event', event: { type: 'ci.concluded', repo, headSha } };
}

function notOver(name: string, action: string): ParsedDelivery {
  return { type: 'ignored', reason: `${name} ${action.slice(0, 60)}: CI is not over` };
}
