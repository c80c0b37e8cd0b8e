import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { EventImage } from './written-events.ts';

/** What the stream of the table would hand the notify Lambda for these new items (view type NEW_IMAGE). */
export function toStreamEvent(table: string, events: readonly EventImage[]): DynamoDBStreamEvent {
  return { Records: events.map((event) => toRecord(table, event)) };
}

function toRecord(table: string, { id, image }: EventImage): DynamoDBRecord {
  const { pk, sk } = image;
  return {
    eventID: id,
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'local',
    eventSourceARN: `arn:aws:dynamodb:local:000000000000:table/${table}/stream/local`,
    dynamodb: {
      ...(pk && sk ? { Keys: { pk, sk } } : {}),
      NewImage: { ...image },
      SequenceNumber: id,
      StreamViewType: 'NEW_IMAGE',
    },
  };
}
