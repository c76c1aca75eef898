import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { Label, Shape } from '../../../lib/label/label.ts';
import { colourOf } from '../../../lib/preview/colour.ts';
import { htmlPage } from '../../../lib/preview/html-page.ts';
import { drawLabel } from '../../../lib/preview/preview.ts';
import { svgFile } from '../../../lib/preview/svg-file.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { anyLabelOfAnyMedia } from '../../support/labels-of-any-media.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const noPicture = () => undefined;
const svgOf = (label: Label) => svgFile(drawLabel(label, noPicture));

/** The lines of what is shown on hover, as a parser reads them. */
function linesOf(svg: string): string[] {
  const titles: string[] = [];
  const parser = new XMLParser({
    trimValues: false,
    processEntities: { maxTotalExpansions: 1e6, maxExpandedLength: 1e7 },
    htmlEntities: true,
    tagValueProcessor(name, value) {
      if (name === 'title') titles.push(value);
      return value;
    },
  });
  parser.parse(svg);
  return titles.flatMap((title) => title.split('\n'));
}

describe('a drawing of a label', () => {
  it('shows every annotation of any label of any medium, and is well-formed', () => {
    fc.assert(
      fc.property(anyLabelOfAnyMedia(), (label) => {
        const svg = svgOf(label);
        expect(XMLValidator.validate(svg)).toBe(true);
        const lines = new Set(linesOf(svg));
        for (const { id } of label.annotations) expect(lines).toContain(`id ${id}`);
      }),
      { numRuns: propertyRuns(20) },
    );
  });

  it('lists a shape of a video that has no outline', () => {
    const shape: Shape = { kind: 'cloud-points', counts: [] };
    const units = [{ id: 'unit-1', name: 'a.mp4', media: 'video' as const, width: 64, height: 48, frames: 20 }];
    expect(linesOf(svgOf(aLabel({ units, annotations: [anAnnotation({ shape })] })))).toContain('id annotation-1');
  });

  it('names each frame of a short video once, and says of an audio without annotations nothing about its end', () => {
    const short = { id: 'unit-1', name: 'a.mp4', media: 'video' as const, width: 64, height: 48, frames: 2 };
    const at = { kind: 'frame' as const, frame: 1 };
    const names = svgOf(aLabel({ units: [short], annotations: [anAnnotation({ at })] })).match(/>frame \d+</g) ?? [];
    const onAxis = names.filter((name) => name !== '>frame 1<');
    expect(onAxis).toEqual(['>frame 0<', '>frame 2<']);
    const [audio] = drawLabel(aLabel({ units: [{ id: 'unit-1', name: 'a.wav', media: 'audio' }] }), noPicture);
    expect(audio?.notes).toEqual(['Nothing is marked here.']);
  });

  it('has no line of time where nothing is placed in time', () => {
    const units: Label['units'] = [{ id: 'unit-1', name: 'call.wav', media: 'audio' }];
    const [drawing] = drawLabel(
      aLabel({ units, annotations: [anAnnotation({ shape: undefined, categoryKind: 'object' })] }),
      noPicture,
    );
    expect(drawing?.blocks).toHaveLength(2); // the classes, and the list
  });

  it('draws an ellipse as round where coordinates are shares of the picture as where they are pixels', () => {
    const shape = { kind: 'ellipse', x: 0.5, y: 0.5, radiusX: 0.2, radiusY: 0.1, rotationDegrees: 30 } as const;
    const units: Label['units'] = [{ id: 'unit-1', name: '1.jpg', media: 'image', coordinates: 'relative' }];
    const [, path = ''] =
      /<path d="([^"]*)"/.exec(svgOf(aLabel({ units, annotations: [anAnnotation({ shape })] }))) ?? [];
    expect(path.match(/[ML]/g)?.length).toBeGreaterThan(60);
    const [, first = ''] = /^M([\d.]+) /.exec(path) ?? [];
    expect(Number(first)).toBeCloseTo(720 * (0.5 + 0.2 * Math.cos(Math.PI / 6)), 1);
  });

  it('keeps hostile names as text, and marks of direction visible', () => {
    const evil = '"><script>alert(1)</script>\u202e\u0000&';
    const label = aLabel({
      categories: [{ name: evil, kind: 'object' }],
      units: [{ id: 'unit-1', name: evil, media: 'image', width: 64, height: 48 }],
      annotations: [anAnnotation({ id: evil, category: evil })],
    });
    const page = htmlPage(evil, [{ title: evil, drawings: drawLabel(label, noPicture) }]);
    for (const text of [svgOf(label), page]) {
      expect(text).not.toMatch(/<script|\u202e|\0/);
      expect(text).toContain('&lt;script&gt;');
      expect(text).toContain('\\u202e');
    }
    expect(page).toContain("default-src 'none'; img-src data:; style-src 'sha256-");
  });

  it('gives a class the same colour everywhere', () => {
    expect(colourOf('car')).toBe(colourOf('car'));
    expect(svgOf(aLabel({ annotations: [anAnnotation()] }))).toContain(colourOf('car'));
  });
});
