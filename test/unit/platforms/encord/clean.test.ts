import { describe, expect, it } from 'vitest';
import reader from '../../../../lib/platforms/encord/api/reader.ts';

describe('a document that is kept', () => {
  it('a document that is kept is without what changes at every fetch and who the patient is, and has everything else', () => {
    const document = {
      export_hash: 'a',
      exported_at: 'b',
      export_history: [{ user_email: 'user@example.com' }],
      client_metadata: { exported_at: 'the customer’s own' },
      data_units: {
        u: {
          data_link: 'https://example.com/1?X-Goog-Signature=abc',
          createdBy: 'user@example.com',
          metadata: { patient_id: 'P-1', patientName: 'N', study_uid: '1.2' },
          labels: { 0: { objects: [], metadata: { patient_id: 'P-1', dicom_instance_uid: '1.2.3' } } },
        },
      },
    };
    const before = structuredClone(document);
    expect(reader.clean(document)).toEqual({
      client_metadata: { exported_at: 'the customer’s own' },
      data_units: {
        u: {
          data_link: 'https://example.com/1',
          createdBy: expect.stringMatching(/^user-[0-9a-f]{16}$/),
          metadata: { study_uid: '1.2' },
          labels: { 0: { objects: [], metadata: { dicom_instance_uid: '1.2.3' } } },
        },
      },
    });
    expect(document).toEqual(before);
  });
});
