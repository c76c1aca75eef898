/** The text of an answer, without a copy of its bytes: an answer may have tens of megabytes. */
export const textOf = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('utf8');
