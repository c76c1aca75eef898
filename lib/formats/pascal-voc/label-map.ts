/**
 * `name:red,green,blue:parts:actions`, as CVAT and Datumaro ask for where the classes are not those of VOC. The colours
 * are those of VOC's own pictures, by class number + 1; 0 is the background. A name that such a line cannot hold is not in it.
 */
export function labelMap(classes: readonly string[]): string {
  const lines = classes.flatMap((name, number) => (isHeld(name) ? [line(name, number + 1)] : []));
  return ['# label:color_rgb:parts:actions', ...(classes.includes(background) ? [] : [line(background, 0)]), ...lines]
    .map((text) => `${text}\n`)
    .join('');
}

const background = 'background';

const line = (name: string, index: number) => `${name}:${colour(index).join(',')}::`;

/** One line, no further field, no comment, and no space at either end, which readers take away. */
const isHeld = (name: string) => !/[:\p{Cc}\u2028\u2029]|^#/u.test(name) && name.trim() === name && name.isWellFormed();

/** Each bit of the number goes to red, green, blue in turn, beginning with their highest bits: `VOClabelcolormap.m` of the kit. */
function colour(index: number): readonly [red: number, green: number, blue: number] {
  let [red, green, blue] = [0, 0, 0];
  for (let rest = index & 0xffffff, bit = 7; rest > 0; rest >>= 3, bit -= 1) {
    red |= (rest & 1) << bit;
    green |= ((rest >> 1) & 1) << bit;
    blue |= ((rest >> 2) & 1) << bit;
  }
  return [red, green, blue];
}
