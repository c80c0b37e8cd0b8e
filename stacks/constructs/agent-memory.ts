import { BedrockagentcoreMemory } from '@cdktf/provider-aws/lib/bedrockagentcore-memory/index.js';
import { Construct } from 'constructs';
import { NewerResource } from './newer-resource.ts';

export interface AgentMemoryProps {
  /** Letters, digits and _, a letter first. */
  readonly name: string;
  readonly keyArn: string;
}

/** How long raw events are kept, in days: as long as the task that they come from (product S1). */
const KEEP_EVENTS_DAYS = 90;

/**
 * What agents remember across tasks (product M1): facts of a repository, and what past tasks there taught. The actor is
 * the repository, the session the task; AgentCore itself fills in the braces.
 */
export class AgentMemory extends Construct {
  constructor(scope: Construct, id: string, { name, keyArn }: AgentMemoryProps) {
    super(scope, id);
    const memory = new BedrockagentcoreMemory(this, 'memory', {
      name,
      eventExpiryDuration: KEEP_EVENTS_DAYS,
      encryptionKeyArn: keyArn,
    });
    new NewerResource(this, 'semantic', STRATEGY, {
      memory_id: memory.id,
      name: 'repository_knowledge',
      type: 'SEMANTIC',
      namespace_templates: ['/repositories/{actorId}'],
    });
    new NewerResource(this, 'episodic', STRATEGY, {
      memory_id: memory.id,
      name: 'past_tasks',
      type: 'EPISODIC',
      namespace_templates: ['/tasks/{actorId}/{sessionId}'],
      reflection_configuration: [{ namespace_templates: ['/tasks/{actorId}'] }],
    });
  }
}

const STRATEGY = 'aws_bedrockagentcore_memory_strategy';
