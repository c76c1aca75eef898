import * as z from 'zod/mini';
import { given } from '../../contracts/given.ts';
import type { Unit } from '../../label/label.ts';
import { flatAttributes } from '../flat-attributes.ts';
import { type AnnotationOf, defineFormat, type FormatFile, type Omission, shapedObjects } from '../format.ts';
import { geometryOf } from './geometry.ts';
import { drawnKinds, type HeldKind } from './kinds.ts';

/** One FeatureCollection a unit: places on the earth, or with `coordinates: 'pixels'` outlines on a picture. */
export default defineFormat({
  id: 'geojson',
  title: 'GeoJSON (features of maps and pictures)',
  specification: 'https://www.rfc-editor.org/rfc/rfc7946',
  readers: ['geopandas'],
  readsDocument: false,
  Options: z.strictObject({ coordinates: z._default(z.enum(['geographic', 'pixels']), 'geographic') }),
  cases: [{ coordinates: 'pixels' }],
  variant: ({ coordinates }) => (coordinates === 'pixels' ? coordinates : undefined),
  holds: ({ coordinates }) => ({
    ...shapedObjects,
    media: coordinates === 'geographic' ? ['geospatial'] : ['image', 'geospatial'],
    // What a unit's own coordinates count says nothing of degrees.
    coordinates: coordinates === 'geographic' ? ['pixels', 'relative', 'points'] : ['pixels'],
    shapes: coordinates === 'geographic' ? (['geo'] as const) : drawnKinds,
    attributes: true,
    tracks: 'ids',
  }),
  write({ units, annotations }, { coordinates }, { paths }) {
    const omitted: Omission[] = [];
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    const files = units.map((unit): FormatFile => {
      const features = (annotationsOf.get(unit.id) ?? []).flatMap((annotation) => {
        const { shape, id } = annotation;
        if (!shape) return [];
        const { geometry, omitted: why } = geometryOf(shape);
        for (const reason of why) omitted.push({ ...reason, unit: unit.id, annotation: id });
        return geometry ? [{ type: 'Feature', id, geometry, properties: propertiesOf(annotation) }] : [];
      });
      const collection = { type: 'FeatureCollection', ...(coordinates === 'pixels' ? pixelsOf(unit) : {}), features };
      return {
        path: `${paths.get(unit.id)}.geojson`,
        contentType: 'application/geo+json',
        bytes: Buffer.from(`${JSON.stringify(collection)}\n`),
        namedAfter: 'unit',
        emptyUnit: features.length === 0 ? unit.id : undefined,
      };
    });
    return { files, omitted };
  },
  ownReader: () => import('./read.ts'),
});

/** A member of our own, by which a reader knows that nothing here is a longitude. */
const pixelsOf = ({ width, height }: Unit) => ({ pixels: { origin: 'top left', ...given({ width, height }) } });

/** What is a column of its own to geopandas, besides those that are written. */
const taken = { id: undefined, geometry: undefined } as const;

const propertiesOf = ({ category, attributes, confidence, track }: AnnotationOf<HeldKind>) =>
  flatAttributes(attributes, { ...taken, category, confidence, track_id: track });
