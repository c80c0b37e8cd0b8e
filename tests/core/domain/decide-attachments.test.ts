import { describe, expect, test } from 'vitest';
import { SHOWN_LIMITS, decideAttachments } from '#domain/decide-attachments.ts';

const { each, total, files } = SHOWN_LIMITS;
const file = (name: string, type: string, bytes = 100, id = name) => ({ id, name, type, bytes });

describe('which of a ticket’s files are read', () => {
  test.each([
    ['rates.csv', 'text/csv', true],
    ['trace.log', 'text/plain; charset=utf-8', true],
    ['sample.json', 'application/json', true],
    ['problem.json', 'application/problem+json', true],
    ['openapi.yaml', 'application/x-yaml', true],
    ['order.ts', 'application/octet-stream', true],
    ['app.log', '', true],
    ['dump.bin', 'application/octet-stream', false],
    ['page.html', 'text/html', false],
    ['letter.rtf', 'text/rtf', false],
    ['screen.png', 'image/png', false],
    ['shapes.svg', 'image/svg+xml', false],
    ['report.pdf', 'application/pdf', false],
    ['sheet.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', false],
    ['really.png', 'application/x-png', false],
  ])('%s (%s): %s', (name, type, isRead) => {
    expect(decideAttachments([file(name, type)])).toEqual(isRead ? [{ id: name, bytes: 100 }] : []);
  });

  test('of a long file the beginning, of an empty one nothing', () => {
    const long = file('a.log', 'text/plain', 50_000_000);
    expect(decideAttachments([long, file('b.log', 'text/plain', 0)])).toEqual([{ id: 'a.log', bytes: each }]);
  });

  test('all together no more than there is room for', () => {
    const many = Array.from({ length: 40 }, (_, n) => file(`${n}.log`, 'text/plain', 10_000));
    const read = decideAttachments(many);
    expect(read.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(total);
    expect(read.length).toBeLessThanOrEqual(files);
    expect(decideAttachments(many.map((one) => ({ ...one, bytes: 10 })))).toHaveLength(files);
  });
});
