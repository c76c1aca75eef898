import type { Element } from './part10.ts';

/** An item of a sequence of codes. https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_8.8 */
export const codedConcept = (value: string, scheme: string, meaning: string): readonly Element[] => [
  { tag: 0x00080100, vr: 'SH', value },
  { tag: 0x00080102, vr: 'SH', value: scheme },
  { tag: 0x00080104, vr: 'LO', value: meaning },
];
