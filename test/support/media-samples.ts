/** The first bytes of files that are recognized by them. */
export const mediaSamples = {
  png: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
  jpeg: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
  pdf: Buffer.from('%PDF-1.7\n%\n1 0 obj\n'),
  dicom: Buffer.concat([Buffer.alloc(128), Buffer.from('DICM\x02\0\0\0UL\x04\0')]),
  tiff: Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
};
