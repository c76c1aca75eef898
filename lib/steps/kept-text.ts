/** Bytes; a message ends at 262,144 with its reason. */
const longestKept = 100_000;

/** Of what nobody can read, as much as a dead letter holds. */
export const keptText = (text: string): string => Buffer.from(text).subarray(0, longestKept).toString('utf8');
