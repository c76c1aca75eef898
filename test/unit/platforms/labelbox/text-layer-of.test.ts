import { expect, it } from 'vitest';
import { textLayerOf } from '../../../../lib/platforms/labelbox/document/text-layer-of.ts';

const url = 'https://acme-media.s3.eu-central-1.amazonaws.com/bills/1.json?X-Amz-Signature=0123';
const layerIn = (row_data: unknown) => textLayerOf({ data_row: { row_data } });

it.each([
  ['JSON as a text', JSON.stringify({ pdf_url: 'https://a.example/1.pdf', text_layer_url: url })],
  ['JSON', { pdf_url: 'https://a.example/1.pdf', text_layer_url: url }],
  ['keys as the SDK writes them', { pdfUrl: 'https://a.example/1.pdf', textLayerUrl: url }],
])('the text layer of a document is at the signed address in its row, of %s', (_what, row) => {
  expect(layerIn(row)).toEqual({ url });
});

it('a document whose row is an address alone has no text layer', () => {
  for (const row of [
    'https://a.example/1.pdf',
    { pdf_url: 'https://a.example/1.pdf' },
    undefined,
    { text_layer_url: 7 },
  ])
    expect(layerIn(row)).toBeUndefined();
  expect(textLayerOf('no row')).toBeUndefined();
});
