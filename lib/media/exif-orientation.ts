const orientationTag = 274;
const shortType = 3;

/** How a picture is to be turned, 1 to 8, by the TIFF within its EXIF; 1 where that does not say it. https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, 4.6.2 */
export function exifOrientation(tiff: Buffer): number {
  const mark = tiff.toString('latin1', 0, 4);
  const isLittle = mark === 'II*\0';
  if ((!isLittle && mark !== 'MM\0*') || tiff.length < 8) return 1;
  const short = (place: number) => (isLittle ? tiff.readUInt16LE(place) : tiff.readUInt16BE(place));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) return 1;
  const entries = short(directory);
  for (let entry = 0, place = directory + 2; entry < entries && place + 12 <= tiff.length; entry += 1, place += 12) {
    if (short(place) !== orientationTag || short(place + 2) !== shortType) continue;
    const orientation = short(place + 8);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}

/** Whether a picture of this orientation lies on its side. */
export const isOnItsSide = (orientation: number): boolean => orientation >= 5;
