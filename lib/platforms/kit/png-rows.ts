/**
 * Takes the filters off the rows of a PNG, in their own place: a large picture is held once. Each row begins with the
 * number of its filter, which is left out. https://www.w3.org/TR/png-3/#9Filters
 */
export function unfilter(rows: Uint8Array, rowBytes: number, pixelBytes: number): Uint8Array {
  const height = Math.floor(rows.length / (rowBytes + 1));
  for (let row = 0; row < height; row += 1) {
    const from = row * (rowBytes + 1);
    const restore = filters[rows[from] ?? 0];
    if (!restore) throw new RangeError('A row has a filter that does not exist.');
    restore(rows, { from: from + 1, to: row * rowBytes, rowBytes, pixelBytes });
  }
  return rows.subarray(0, height * rowBytes);
}

type Row = {
  readonly from: number;
  /** Where the row begins without filters. The row above ends there; there is none above the first. */
  readonly to: number;
  readonly rowBytes: number;
  readonly pixelBytes: number;
};

const filters: readonly ((rows: Uint8Array, row: Row) => void)[] = [
  (rows, { from, to, rowBytes }) => {
    rows.copyWithin(to, from, from + rowBytes);
  },
  (rows, { from, to, rowBytes, pixelBytes }) => {
    for (let index = 0; index < rowBytes; index += 1) {
      const left = index < pixelBytes ? 0 : (rows[to + index - pixelBytes] ?? 0);
      rows[to + index] = (rows[from + index] ?? 0) + left;
    }
  },
  (rows, { from, to, rowBytes }) => {
    for (let index = 0; index < rowBytes; index += 1) {
      rows[to + index] = (rows[from + index] ?? 0) + (rows[to + index - rowBytes] ?? 0);
    }
  },
  (rows, { from, to, rowBytes, pixelBytes }) => {
    for (let index = 0; index < rowBytes; index += 1) {
      const left = index < pixelBytes ? 0 : (rows[to + index - pixelBytes] ?? 0);
      const above = rows[to + index - rowBytes] ?? 0;
      rows[to + index] = (rows[from + index] ?? 0) + ((left + above) >> 1);
    }
  },
  (rows, { from, to, rowBytes, pixelBytes }) => {
    for (let index = 0; index < rowBytes; index += 1) {
      const left = index < pixelBytes ? 0 : (rows[to + index - pixelBytes] ?? 0);
      const above = rows[to + index - rowBytes] ?? 0;
      const corner = index < pixelBytes ? 0 : (rows[to + index - pixelBytes - rowBytes] ?? 0);
      rows[to + index] = (rows[from + index] ?? 0) + nearest(left, above, corner);
    }
  },
];

/** Paeth's predictor: the neighbour that is nearest to left + above − corner; left before above before corner. */
function nearest(left: number, above: number, corner: number): number {
  const byLeft = Math.abs(above - corner);
  const byAbove = Math.abs(left - corner);
  const byCorner = Math.abs(left + above - 2 * corner);
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}
