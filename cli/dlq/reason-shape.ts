/** What a reason has in common with the same reason of another label: ids are …, and indices and numbers are n. */
export const reasonShape = (message: string): string =>
  message
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\w-]{8,}/g, (word) => (/\d/.test(word) ? '…' : word))
    .replaceAll(/\d+/g, 'n');
