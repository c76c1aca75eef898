/** What a call names is not there, or is not one thing alone. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}
