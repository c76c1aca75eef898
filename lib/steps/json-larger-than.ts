/**
 * Whether `json` has more than so many characters as JSON text, at least. Stops as soon as it has counted them, and makes
 * no text: of a document of fifty megabytes that would take a hundred more.
 */
export function jsonLargerThan(json: unknown, characters: number): boolean {
  const open: unknown[] = [json];
  let counted = 0;
  while (open.length > 0) {
    const value = open.pop();
    counted += 2; // a pair of quotes or brackets, or a digit and its comma
    if (typeof value === 'string') counted += value.length;
    else if (Array.isArray(value)) for (const item of value) open.push(item);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        counted += key.length + 3;
        open.push(item);
      }
    }
    if (counted > characters) return true;
  }
  return false;
}
