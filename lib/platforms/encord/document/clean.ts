import { cleanDocument } from '../../kit/clean.ts';

/** Encord writes these anew at every fetch: kept, they would make each fetch of an unchanged label differ. */
const changingAtEveryFetch = new Set(['export_hash', 'exported_at', 'export_history']);

/** `patient_id` and whatever else DICOM calls by that name. */
const ofPatient = /^patient/i;

/**
 * Without patient data, too: the metadata of a DICOM series, and of its slices, carry the patient's id. What the
 * customer wrote elsewhere, a title, an answer, client metadata, is the customer's own and stays.
 */
export function clean(document: unknown): unknown {
  const cleaned = cleanDocument(document);
  if (!isObject(cleaned)) return cleaned;
  const kept = Object.entries(cleaned).filter(([key]) => !changingAtEveryFetch.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === 'data_units' ? withEach(value, withoutPatient) : value]),
  );
}

function withoutPatient(dataUnit: unknown): unknown {
  if (!isObject(dataUnit)) return dataUnit;
  const { metadata, labels } = dataUnit;
  return {
    ...dataUnit,
    ...(isObject(metadata) ? { metadata: withoutPatientFields(metadata) } : {}),
    ...(isObject(labels) ? { labels: withEach(labels, withoutPatientOfSlice) } : {}),
  };
}

const withoutPatientOfSlice = (slice: unknown): unknown =>
  isObject(slice) && isObject(slice.metadata) ? { ...slice, metadata: withoutPatientFields(slice.metadata) } : slice;

const withoutPatientFields = (metadata: object): object =>
  Object.fromEntries(Object.entries(metadata).filter(([key]) => !ofPatient.test(key)));

const withEach = (value: unknown, change: (item: unknown) => unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)])) : value;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
