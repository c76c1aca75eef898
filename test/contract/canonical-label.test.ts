import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mediaKinds, Place, Shape, shapeKinds, Unit } from '../../lib/label/label.ts';
import { placesOf } from '../../lib/label/unit.ts';
import { root } from '../support/examples.ts';
import { refusal } from '../support/refusal.ts';

const file = join(root, 'docs', 'canonical-label.md');
const text = readFileSync(file, 'utf8');

/** The JSON of every fenced example of a kind: `json` alone is a label, `json unit` a unit, `json place` and `json shape` are lists of those. */
const examples = (kind: '' | 'unit' | 'place' | 'shape'): unknown[] =>
  [...text.matchAll(/^```json ?(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === kind)
    .map(([, , json = '']) => JSON.parse(json) as unknown);

describe('docs/canonical-label.md', () => {
  it('shows labels that the model takes', () => {
    expect(examples('').length).toBeGreaterThan(1);
    for (const label of examples('')) expect(refusal(label)).toBeUndefined();
  });

  it('shows a volume of which is known where it is, and a document with its words, which the model takes', () => {
    const units = examples('unit').map((unit) => Unit.parse(unit));
    expect(units.flatMap(({ geometry }) => geometry?.size ?? [])).toEqual([512, 512, 90]);
    expect(units.flatMap(({ layout = [] }) => layout.flatMap(({ words }) => words))).toMatchObject([{ text: 'Acme' }]);
  });

  it('shows a place of every kind but the whole unit, all of which the model takes', () => {
    const places = (examples('place') as unknown[][]).flat().map((place) => Place.parse(place).kind);
    const kinds = Object.values(placesOf).flat();
    expect([...new Set(places)].sort()).toEqual([...new Set(kinds)].sort());
  });

  it('shows a shape of every kind, all of which the model takes', () => {
    const shapes = (examples('shape') as unknown[][]).flat().map((shape) => Shape.parse(shape).kind);
    expect(shapes.toSorted()).toEqual(shapeKinds.toSorted());
  });

  it('says of every medium which places it has', () => {
    const rows = [...text.matchAll(/^\| `(\w+)`[^|]*\|([^|]*)\|/gm)];
    const places = new Map(
      rows.map(([, media, places = '']) => [media, [...places.matchAll(/`(\w+)`/g)].map(([, place]) => place)]),
    );
    for (const media of mediaKinds) expect([media, places.get(media)]).toEqual([media, placesOf[media]]);
  });

  it('explains every shape', () => {
    for (const kind of shapeKinds) expect(text).toMatch(new RegExp(`^\\|.*\`${kind}\`.*\\|`, 'm'));
  });

  it('links only to files that exist', () => {
    const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
    expect(linked.length).toBeGreaterThan(3);
    expect(linked.filter((path) => !existsSync(join(dirname(file), path)))).toEqual([]);
  });
});
