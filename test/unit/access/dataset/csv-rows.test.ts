import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CsvRow, csvRows } from '../../../../access/dataset/csv-rows.ts';
import { newFolder } from '../../../../local/new-folder.ts';
import { labelboxAccess } from '../../../support/access-platforms.ts';

const { types } = (await labelboxAccess()).datasets.attachments;

async function rowsOf(text: string): Promise<CsvRow[]> {
  const file = join(newFolder(), 'rows.csv');
  writeFileSync(file, text);
  const rows: CsvRow[] = [];
  for await (const row of csvRows(file, types)) rows.push(row);
  return rows;
}

describe('a CSV of objects', () => {
  it('gives the object, the metadata, the attachments and the line of each row', async () => {
    const rows = await rowsOf(
      '\uFEFFkey,global_key,metadata.a.b,attachment.IMAGE,attachment.RAW_TEXT.note,bounds\r\n"a,\nb.png",g,v,i.png,"said ""so""","1,2,3,4"\r\n\r\nc.png,,,,,\r\n',
    );
    expect(rows).toMatchObject([
      {
        address: 'a,\nb.png',
        globalKey: 'g',
        metadata: [{ name: 'a.b', value: 'v' }],
        attachments: [
          { type: 'IMAGE', value: 'i.png' },
          { type: 'RAW_TEXT', name: 'note', value: 'said "so"' },
        ],
        tiles: { bounds: '1,2,3,4' },
      },
      { address: 'c.png', line: 5, metadata: [], attachments: [] },
    ]);
    expect(rows[1]).not.toHaveProperty('globalKey');
  });

  it('is refused as a whole where a column or a row would be lost', async () => {
    await expect(rowsOf('key,metadata.a,metadata.a\n1,2,3\n')).rejects.toThrow('same name');
    await expect(rowsOf('key,patient\n1,Jane\n')).rejects.toThrow('metadata.<field>');
    await expect(rowsOf('key,attachment.MOVIE\n1,2\n')).rejects.toThrow('IMAGE_OVERLAY');
    await expect(rowsOf('global_key\n1\n')).rejects.toThrow('"key"');
    await expect(rowsOf('key,global_key\n1,2\n3\n')).rejects.toThrow(/line 3/);
    await expect(rowsOf('key\n"unclosed\n')).rejects.toThrow(/quote/i);
    const read = async () => {
      for await (const _ of csvRows(join(newFolder(), 'none.csv'), types));
    };
    await expect(read()).rejects.toThrow('cannot be read (ENOENT)');
  });
});
