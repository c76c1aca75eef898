import assert from 'node:assert/strict';
import type { Annotation } from '../annotator.ts';
import { type Detection, type Detections, imageName, inOrder, isSame, ofCoco, ofYolo } from '../detections.ts';
import { box, type Drawing } from '../drawings.ts';
import { boxes } from '../label-configs.ts';
import type { Site } from '../site.ts';
import { vendorExport } from '../vendor-export.ts';

const images = 12;
/** One image of so many has turned boxes. */
const turnedEach = 4;
const classes = ['Car', 'Person', 'Bicycle'];

/**
 * The same project through Label Studio's own converter. Upright boxes must be the same, object for object. Turned ones
 * are not: it leaves the rotation out for YOLO, and turns percentages in place of pixels for COCO
 * (`converter/exports/yolo.py` and `converter/converter.py` of label-studio-sdk 2.1.2).
 */
export async function vendor(site: Site): Promise<string> {
  const project = await site.newProject('Cross-check', boxes);
  const drawn = new Map(Array.from({ length: images }, (_, number) => [`image-${number}`, drawings(number)]));
  const names = [...drawn.keys()];
  const tasks = await site.annotator.importTasks(
    project,
    names.map((name) => ({ data: { image: `https://images.example.org/${name}.png` } })),
  );
  const submitted: Annotation[] = [];
  for (const [number, task] of tasks.entries())
    submitted.push(
      await site.annotator.submit(
        task,
        drawings(number).map(({ item }) => item),
      ),
    );
  const ours = await ourExport(site, project, submitted);

  const seen = { upright: 0, turned: 0, misplaced: 0 };
  for (const format of ['YOLO', 'COCO'] as const) {
    const theirs = vendorExport[format](await site.annotator.exported(project, format), site.programs);
    for (const [whose, found] of [['Ours', ours[format]] as const, ["Label Studio's", theirs] as const])
      assert.deepEqual([...found.keys()].sort(), names.toSorted(), `${whose}: other images in ${format}.`);
    for (const [name, shapes] of drawn) {
      const wanted = shapes.map(boundsOf);
      const [our = [], their = []] = [ours[format].get(name), theirs.get(name)];
      expectSame(our, wanted, `our ${format} of ${name}`);
      if (isUpright(shapes)) {
        expectSame(their, our, `Label Studio's ${format} of ${name}`);
        seen.upright += shapes.length;
      } else {
        assert.equal(their.length, shapes.length);
        seen.turned += shapes.length;
        seen.misplaced += wanted.filter((one) => !their.some((other) => isSame(one, other))).length;
      }
    }
  }
  return `${seen.upright} upright boxes alike in YOLO and COCO; of ${seen.turned} turned ones Label Studio misplaces ${seen.misplaced}`;
}

const isUpright = (shapes: readonly Drawing[]) =>
  shapes.every(({ shape }) => shape.kind === 'box' && shape.rotationDegrees === 0);

/** Four boxes of an image, inside it even when they are turned. */
function drawings(number: number): Drawing[] {
  return Array.from({ length: 4 }, (_, index) => {
    const spread = number * 7 + index * 3;
    return box(`${number}-${index}`, classes[(number + index) % classes.length] ?? '', {
      x: 130.25 + index * 180 + (spread % 11),
      y: 140.5 + ((spread * 13) % 290),
      width: 60 + (spread % 50),
      height: 40.75 + ((spread * 5) % 60),
      rotationDegrees: number % turnedEach === 0 ? 15 + index * 80 : 0,
    });
  });
}

/** What stands upright around a box that is turned in pixels. */
function boundsOf({ category, shape }: Drawing): Detection {
  assert(shape.kind === 'box');
  const radians = (shape.rotationDegrees * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(radians)), Math.abs(Math.sin(radians))];
  const [width, height] = [shape.width * cos + shape.height * sin, shape.width * sin + shape.height * cos];
  const [centreX, centreY] = [shape.x + shape.width / 2, shape.y + shape.height / 2];
  return [category, centreX - width / 2, centreY - height / 2, width, height];
}

async function ourExport(site: Site, project: number, submitted: readonly Annotation[]) {
  const files: (readonly [key: string, text: string])[] = [];
  for (const annotation of submitted) files.push(...(await site.landed(project, annotation)).files);
  const inTree = (tree: string, ending: string) =>
    files.filter(([key]) => key.startsWith(`exports/${tree}/`) && key.endsWith(ending));
  const names = await site.bucket.classes(project);
  return {
    YOLO: new Map(inTree('yolo', '.txt').map(([key, text]) => [imageName(key), ofYolo(text, names)])),
    COCO: new Map(inTree('coco', '.json').flatMap(([, text]) => [...ofCoco(text)])),
  } satisfies Record<string, Detections>;
}

function expectSame(found: readonly Detection[], wanted: readonly Detection[], what: string): void {
  assert.equal(found.length, wanted.length, `${what} holds another number of boxes.`);
  const sorted = inOrder(wanted);
  for (const [index, one] of inOrder(found).entries())
    assert(isSame(one, sorted[index]), `${what}: ${one.join(' ')} in place of ${sorted[index]?.join(' ')}.`);
}
