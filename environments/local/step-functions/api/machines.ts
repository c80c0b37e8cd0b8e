import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ServiceError } from '../errors.ts';
import { readMachine } from '../definition/machine.ts';
import type { StoredMachine } from '../store/machines.ts';
import type { ApiDeps } from './deps.ts';
import { arnField, checkArn, checkName, nameField, pageField, readPageToken, toPageToken, toSeconds } from './fields.ts';
import { type Operation, operation } from './protocol.ts';

const definition = z.string().min(1).max(1_048_576);
const createSchema = z.strictObject({
  name: nameField,
  definition,
  roleArn: z.string().min(1).max(256),
  type: z.enum(['STANDARD', 'EXPRESS']).optional(),
});
const updateSchema = z.strictObject({
  stateMachineArn: arnField,
  definition: definition.optional(),
  roleArn: z.string().min(1).max(256).optional(),
});
const describeSchema = z.strictObject({
  stateMachineArn: arnField,
  includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional(),
});

/** CreateStateMachine, UpdateStateMachine, DescribeStateMachine, ListStateMachines. */
export function machineOperations(deps: ApiDeps): Record<string, Operation> {
  const { machines } = deps.store;
  return {
    CreateStateMachine: operation(createSchema, (input) => create(deps, input)),
    UpdateStateMachine: operation(updateSchema, ({ stateMachineArn, definition: text, roleArn }) => {
      const known = findMachine(deps, stateMachineArn);
      if (text === undefined && roleArn === undefined) {
        throw new ServiceError('MissingRequiredParameter', 'Either the definition or the role ARN must be specified');
      }
      if (text !== undefined) readMachine(text);
      const revision = randomUUID();
      machines.put({ ...known, definition: text ?? known.definition, roleArn: roleArn ?? known.roleArn, revision });
      return { updateDate: toSeconds(deps.world.now()), revisionId: revision };
    }),
    DescribeStateMachine: operation(describeSchema, ({ stateMachineArn }) => {
      const { arn, createdAt, revision, ...rest } = findMachine(deps, stateMachineArn);
      return {
        ...rest,
        stateMachineArn: arn,
        status: 'ACTIVE',
        type: 'STANDARD',
        creationDate: toSeconds(createdAt),
        loggingConfiguration: { level: 'OFF', includeExecutionData: false },
        tracingConfiguration: { enabled: false },
        ...(revision === '' ? {} : { revisionId: revision }),
      };
    }),
    ListStateMachines: operation(z.strictObject(pageField), ({ maxResults, nextToken }) => {
      const limit = maxResults || 100;
      const found = machines.list(readPageToken(nextToken) ?? '', limit + 1);
      const shown = found.slice(0, limit);
      return {
        stateMachines: shown.map(({ arn, name, createdAt }) => ({
          stateMachineArn: arn,
          name,
          type: 'STANDARD',
          creationDate: toSeconds(createdAt),
        })),
        ...(found.length > limit ? { nextToken: toPageToken(shown.at(-1)?.name ?? '') } : {}),
      };
    }),
  };
}

/** @throws ServiceError `InvalidArn`, `StateMachineDoesNotExist` */
export function findMachine({ store }: ApiDeps, arn: string): StoredMachine {
  checkArn(arn, 'stateMachine');
  const machine = store.machines.get(arn);
  if (machine === undefined) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

/** Creating the same again answers the same. */
function create({ store, world }: ApiDeps, input: z.infer<typeof createSchema>): object {
  const { name, definition: text, roleArn } = input;
  checkName(name);
  if (input.type === 'EXPRESS')
    throw new ServiceError('StateMachineTypeNotSupported', 'Only STANDARD state machines are implemented');
  readMachine(text);
  const arn = `arn:aws:states:${world.region}:${world.accountId}:stateMachine:${name}`;
  const known = store.machines.get(arn);
  if (known !== undefined && known.definition !== text) {
    throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
  }
  const machine = known ?? { arn, name, definition: text, roleArn, createdAt: world.now(), revision: '' };
  if (known === undefined) store.machines.put(machine);
  return { stateMachineArn: arn, creationDate: toSeconds(machine.createdAt) };
}
