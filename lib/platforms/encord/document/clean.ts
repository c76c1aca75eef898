import { cleanDocument } from '../../kit/clean.ts';
import { type Fields, isFields } from '../../kit/fields.ts';

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
  withField(withoutPatientInMetadata(dataUnit), 'labels', (labels) => withEach(labels, withoutPatientInMetadata));

const withoutPatientInMetadata = (part: unknown): unknown =>
  withField(part, 'metadata', (metadata) =>
    Object.fromEntries(Object.entries(metadata).filter(([key]) => !patientField.test(key))),
  );

/** `change` is only asked about an object. */
const withField = (part: unknown, key: string, change: (field: Fields) => unknown): unknown =>
  isFields(part) && isFields(part[key]) ? { ...part, [key]: change(part[key]) } : part;

const withEach = (value: unknown, change: (item: unknown) => unknown): unknown =>
  isFields(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)])) : value;
