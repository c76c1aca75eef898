import { describe, expect, it } from 'vitest';
import encord from '../../../../lib/platforms/encord/index.ts';
import { delivery, envelope, now } from './signed-delivery.ts';

const announced = (json: object) => encord.events(delivery(json), now);
const malformed = (message: RegExp) =>
  expect.objectContaining({ name: 'MalformedDelivery', message: expect.stringMatching(message) });

describe('the announcements of a delivery', () => {
  it.each([
    [{ label_hash: 'a' }, [{ label: 'a' }]],
    [{ label_hash: ['a', 'b'] }, [{ label: 'a' }, { label: 'b' }]],
    [{ label_hashes: 'a', data_hashes: 'd' }, [{ label: 'a', dataUnit: 'd' }]],
    [{ label_hash: '', label_hashes: ['a'], data_hash: null }, [{ label: 'a' }]],
    [{ label_hashes: ['a'], data_hashes: ['d', 'e'] }, [{ label: 'a' }]],
    [{ label_hashes: [], data_hashes: ['d', 'e'] }, [{ dataUnit: 'd' }, { dataUnit: 'e' }]],
  ])('the payload %j announces %j', (payload, expected) => {
    const common = { id: 'event-1', type: 'task_completed_event', project: 'project-1', kind: 'upserted' };
    const occurredAt = '2026-05-04T11:59:00.500Z';
    expect(announced(envelope({ payload: { project_hash: 'project-1', ...payload } }))).toEqual(
      expected.map((hashes) => ({ ...common, occurredAt, ...hashes })),
    );
  });

  it('a delivery that names no label and no data unit is refused', () => {
    expect(() => announced(envelope({ payload: { project_hash: 'project-1' } }))).toThrow(
      malformed(/label_hash, label_hashes, data_hash and data_hashes/),
    );
  });

  it('a delivery of another version is refused, whatever the event', () => {
    expect(() => announced(envelope({ version: 2, event_type: 'later_event' }))).toThrow(
      malformed(/version must be 1, but is 2/),
    );
  });

  it('an event of another kind announces nothing, whatever its payload', () => {
    expect(announced(envelope({ event_type: 'pathway_chosen_event', payload: { stage_uuid: 's' } }))).toEqual([]);
    expect(announced(envelope({ event_type: 'digest_event', payload: 'text' }))).toEqual([]);
  });

  it('work at a stage is one announcement, of everything that waits there', () => {
    const event_type = 'agent_stage_work_available_event';
    const payload = {
      project_hash: 'project-1',
      stage_uuid: 'stage-1',
      pending_count: 7,
      reason: 'batch_size_reached',
    };
    expect(announced(envelope({ event_type, payload }))).toEqual([
      {
        id: 'event-1',
        type: event_type,
        project: 'project-1',
        kind: 'upserted',
        occurredAt: '2026-05-04T11:59:00.500Z',
        listing: 'stage:stage-1',
      },
    ]);
    for (const field of ['project_hash', 'stage_uuid']) {
      const lacking = envelope({ event_type, payload: { ...payload, [field]: '' } });
      expect(() => announced(lacking)).toThrow(malformed(new RegExp(`payload.${field} must be a text`)));
    }
  });

  it('the event that the documentation misspells is announced in its right spelling', () => {
    expect(announced(envelope({ event_type: 'task_sumbitted_event' }))[0]?.type).toBe('task_submitted_event');
  });

  it('an event happened at the time of receipt where the platform’s own time cannot be read', () => {
    expect(announced(envelope({ event_created_timestamp: 'soon' }))[0]?.occurredAt).toBe(now.toISOString());
    for (const time of [
      { toString: 1 },
      ['2026-05-04 11:59:00'],
      '9999-12-31T23:59:59-23:59',
      '0000-01-01T00:00:00+01:00',
    ]) {
      expect(announced(envelope({ event_created_timestamp: time }))[0]?.occurredAt).toBe(now.toISOString());
    }
    expect(announced(envelope({ event_created_timestamp: undefined }))[0]?.occurredAt).toBe(now.toISOString());
  });
});
