import { given } from '../../../contracts/given.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { isFields } from '../../kit/fields.ts';

/** Encord writes these anew at every fetch, so that with them each fetch of an unchanged label would differ. */
const changingAtEveryFetch = new Set(['export_hash', 'exported_at', 'export_history']);

/** `patient_id` and all other fields that DICOM calls by that name. */
const patientField = /^patient/i;

/**
 * Removes patient data, too: the metadata of a DICOM series and of its slices have the patient's id. What the customer
 * wrote in other places, such as a title, an answer or client metadata, is the customer's own and stays.
 */
export function clean(document: unknown): unknown {
  const cleaned = cleanDocument(document);
  if (!isFields(cleaned)) return cleaned;
  const kept = Object.entries(cleaned).filter(([key]) => !changingAtEveryFetch.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === 'data_units' ? withEach(value, withoutPatient) : value]),
  );
}

const withoutPatient = (dataUnit: unknown): unknown =>
  isFields(dataUnit)
    ? given({
        ...dataUnit,
        metadata: withoutPatientFields(dataUnit.metadata),
        labels: withEach(dataUnit.labels, withoutPatientOfSlice),
      })
    : dataUnit;

const withoutPatientOfSlice = (slice: unknown): unknown =>
  isFields(slice) ? given({ ...slice, metadata: withoutPatientFields(slice.metadata) }) : slice;

const withoutPatientFields = (metadata: unknown): unknown =>
  isFields(metadata)
    ? Object.fromEntries(Object.entries(metadata).filter(([key]) => !patientField.test(key)))
    : metadata;

const withEach = (value: unknown, change: (item: unknown) => unknown): unknown =>
  isFields(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)])) : value;
