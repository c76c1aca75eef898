import type { Bounds } from './geometry.ts';
import type { Ring, ShapeOf } from './label.ts';

type Ellipse = Omit<ShapeOf<'ellipse'>, 'kind'>;

const deviation = 0.05; // pixels between the curve and a side of the ring
const fewest = 8;
const most = 720;

/** The smallest upright box around an ellipse: exact, not that of its ring. */
export function ellipseBounds({ x, y, radiusX, radiusY, rotationDegrees }: Ellipse): Bounds {
  const { cos, sin } = direction(rotationDegrees);
  const across = Math.hypot(radiusX * cos, radiusY * sin);
  const down = Math.hypot(radiusX * sin, radiusY * cos);
  return { x: x - across, y: y - down, width: 2 * across, height: 2 * down };
}

/** Positions on the ellipse, clockwise on the screen, the ends of its axes among them: 8 to 720, by its size. */
export function ellipseRing({ x, y, radiusX, radiusY, rotationDegrees }: Ellipse): Ring {
  const { cos, sin } = direction(rotationDegrees);
  const count = positionsFor(Math.max(radiusX, radiusY));
  return Array.from({ length: count }, (_, index) => {
    const along = direction((360 * index) / count);
    const [right, down] = [radiusX * along.cos, radiusY * along.sin];
    return [x + right * cos - down * sin, y + right * sin + down * cos];
  });
}

/** A side between two positions of a circle lies r (1 − cos(π ÷ n)) inside it at most; a multiple of 4 has the ends of both axes. */
function positionsFor(radius: number): number {
  const needed = radius > deviation ? Math.PI / Math.acos(1 - deviation / radius) : fewest;
  return Math.min(Math.max(4 * Math.ceil(needed / 4), fewest), most);
}

/** Exact for quarter turns, where `Math.cos` is off by 6e-17. */
function direction(degrees: number): { readonly cos: number; readonly sin: number } {
  const angle = (degrees * Math.PI) / 180;
  const quarter = ((degrees % 360) + 360) % 360;
  if (quarter % 180 === 90) return { cos: 0, sin: quarter === 90 ? 1 : -1 };
  if (quarter % 180 === 0) return { cos: quarter === 0 ? 1 : -1, sin: 0 };
  return { cos: Math.cos(angle), sin: Math.sin(angle) };
}
