import assert from 'node:assert/strict';
import { expectDrawn } from '../compare.ts';
import { box, polygon, turned } from '../drawings.ts';
import { images } from '../label-configs.ts';
import type { Site } from '../site.ts';

/** How the editor's view is turned changes no number: regions are stored as on the picture that is not turned. */
export async function turnedPicture(site: Site): Promise<string> {
  const project = await site.newProject('Turned', images);
  const [task = 0] = await site.annotator.importTasks(project, [
    { data: { image: 'https://images.example.org/turned.jpg' } },
  ]);
  const drawings = [
    turned(box('quarter', 'Car', { x: 101.5, y: 40.25, width: 333, height: 210.75, rotationDegrees: 0 }), 90),
    turned(box('half', 'Person', { x: 700.1, y: 420.7, width: 140, height: 60, rotationDegrees: 23.5 }), 180),
    turned(polygon('three-quarters', 'Road', [[10, 600], [990.5, 610.25], [505, 320]]), 270), // biome-ignore format: positions
    box('not-turned', 'Bicycle', { x: 500, y: 100, width: 80, height: 200, rotationDegrees: 310 }),
  ];
  const submitted = await site.annotator.submit(
    task,
    drawings.map(({ item }) => item),
  );
  const { label, record } = await site.landed(project, submitted);
  expectDrawn(label, drawings);
  const unread = [{ path: 'result[].image_rotation', count: 3 }];
  assert.deepEqual(label.unread, unread);
  assert.deepEqual(record.unread, unread);
  return 'regions drawn at 90, 180 and 270 degrees, to a millionth of a pixel, and the record says that they were';
}
