import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { type EventImage, toEventImage } from './written-events.ts';

/** All events whose id is not smaller than `from`, oldest first; without it, all events. */
export async function scanEvents(client: DynamoDBClient, table: string, from = ''): Promise<EventImage[]> {
  const events: EventImage[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        FilterExpression: 'begins_with(sk, :event) AND sk >= :from',
        ExpressionAttributeValues: { ':event': { S: 'EVENT#' }, ':from': { S: `EVENT#${from}` } },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    events.push(...(page.Items ?? []).map(toEventImage).filter((event) => event !== undefined));
    start = page.LastEvaluatedKey;
  } while (start);
  return events.sort((a, b) => (a.id < b.id ? -1 : 1));
}
