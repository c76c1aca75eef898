import type { Edit } from '../../../support/planted-faults/change.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

/** The tags as fields; a tag that is a character too far is that of the token before. */
const edit: Edit = ({ bytes }, change) => {
  const rows = Buffer.from(bytes).toString('utf8').split('\n');
  const tags = rows.map((row) => row.split(' ')[3]);
  const [first] = change.fields([{ role: 'start', value: 0 }]);
  const shift = Number(first?.value ?? 0);
  return Buffer.from(
    rows
      .map((row, index) => {
        const [word, part, chunk, tag] = row.split(' ');
        if (tag === undefined || index === 0) return row;
        const [changed] = change.fields([{ role: 'class', value: tags[index - shift] ?? 'O' }]);
        return [word, part, chunk, changed?.value].join(' ');
      })
      .join('\n'),
  );
};

export default [{ options: {}, edit, holds: ['names'] }] satisfies Planting[];
