/**
 * JSON in ASCII. SQS refuses a message for single characters (U+FFFE, U+FFFF), some that speak its protocol refuse all
 * beyond U+FFFF: an event must not be lost for a character in an id.
 */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
