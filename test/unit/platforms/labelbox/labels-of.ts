import { expect } from 'vitest';
import type { Label } from '../../../../lib/label/label.ts';
import { platforms } from '../../../../lib/platforms/platforms.ts';

const { default: reader } = await platforms.labelbox.reader();

type Parts = {
  readonly annotations: object;
  readonly media?: object;
  readonly row_data?: unknown;
  readonly attachments?: Readonly<Record<string, Uint8Array>>;
};

/** The canonical label of a data row with one label, whose annotations are these. */
export const labelOf = ({ annotations, media = {}, row_data, attachments = {} }: Parts): Label =>
  reader.normalise(
    {
      ref: { occurredAt: '2026-05-04T12:00:00.000Z' },
      document: {
        data_row: { id: 'row-1', row_data },
        media_attributes: media,
        projects: { 'project-1': { labels: [{ id: 'label-1', annotations }] } },
      },
      attachments: new Map(Object.entries(attachments)),
    },
    'project-1',
  );

export const invalidLabel = (message: RegExp): unknown =>
  expect.objectContaining({ name: 'InvalidLabel', message: expect.stringMatching(message) });
