import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openDocuments } from '#environments/local/documents.ts';

const noteSchema = z.object({ text: z.string() });

describe('documents', () => {
  test('are listed by prefix in the order in which they were first written', () => {
    const notes = openDocuments(':memory:').collection('notes', noteSchema);
    notes.put('b#1', { text: 'one' });
    notes.put('a#1', { text: 'other' });
    notes.put('b#2', { text: 'two' });
    notes.put('b#1', { text: 'one again' });
    expect(notes.list('b#').map((note) => note.text)).toEqual(['one again', 'two']);
    expect(notes.list()).toHaveLength(3);
  });

  test('an id is taken once', () => {
    const notes = openDocuments(':memory:').collection('notes', noteSchema);
    expect([notes.insert('a', { text: '1' }), notes.insert('a', { text: '2' })]).toEqual([true, false]);
    expect(notes.get('a')).toEqual({ text: '1' });
  });

  test('a transaction that throws leaves nothing', () => {
    const documents = openDocuments(':memory:');
    const notes = documents.collection('notes', noteSchema);
    const failing = (): void =>
      documents.transaction(() => {
        notes.put('a', { text: '1' });
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(notes.get('a')).toBeUndefined();
  });

  test('when SQLite ends a transaction by itself, as on a full disk, its reason is what is thrown', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'stepwright-documents-')), 'file.sqlite');
    const documents = openDocuments(file);
    const notes = documents.collection('notes', noteSchema);
    const trigger = "CREATE TRIGGER full BEFORE INSERT ON notes BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END";
    new DatabaseSync(file).exec(trigger);
    const failing = (): void => documents.transaction(() => notes.put('a', { text: '1' }));
    expect(failing).toThrow('disk is full');
    expect(failing).toThrow('disk is full');
  });

  test('a transaction that cannot begin does not make the next ones part of it', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'stepwright-documents-')), 'file.sqlite');
    const documents = openDocuments(file);
    const notes = documents.collection('notes', noteSchema);
    documents.close();
    expect(() => documents.transaction(() => notes.put('a', { text: '1' }))).toThrow('database is not open');
    expect(() => documents.transaction(() => 'not begun')).toThrow('database is not open');
  });

  test('documents and counters outlive the process that wrote them', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'stepwright-documents-')), 'file.sqlite');
    const first = openDocuments(file);
    first.collection('notes', noteSchema).put('a', { text: '1' });
    expect(first.collection('notes', noteSchema).next()).toBe(1);
    const second = openDocuments(file).collection('notes', noteSchema);
    expect(second.get('a')).toEqual({ text: '1' });
    expect(second.next()).toBe(2);
  });
});
