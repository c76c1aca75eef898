import type { ListedLabel } from '../../cli/labels/listed-label.ts';
import type { Row } from './label-pages.ts';
import { addressOf } from './place.ts';
import { type Thumbnail, useThumbnail } from './use-thumbnail.ts';
import { agoText, counted, printable } from './words.ts';

type Props = { readonly row: Row | undefined; readonly index: number; readonly now: Date };

export function Tile({ row, index, now }: Props) {
  if (!row) return <div class="tile waiting" />;
  if (!('problem' in row)) return <LabelTile row={row} index={index} now={now} />;
  return (
    <div class="tile">
      <span class="no-picture unseen">{printable(row.problem)}</span>
      <span class="name">{printable(row.key)}</span>
    </div>
  );
}

function LabelTile({ row, index, now }: { readonly row: ListedLabel; readonly index: number; readonly now: Date }) {
  const { connection, project, label, status, dataUnit } = row;
  const thumbnail = useThumbnail(status === 'exported' ? row : undefined);
  const name = printable(thumbnail.facts?.unit ?? dataUnit ?? label);
  return (
    <a class="tile" href={addressOf({ screen: 'label', connection, project, label })} data-index={index}>
      <Picture status={status} thumbnail={thumbnail} />
      <span class="name" title={name}>
        {name}
      </span>
      <span class="facts">{factsOf(row, thumbnail, now).map(printable).join(' · ')}</span>
    </a>
  );
}

function Picture({ status, thumbnail }: { readonly status: ListedLabel['status']; readonly thumbnail: Thumbnail }) {
  const { address, problem, facts } = thumbnail;
  if (status !== 'exported') return <span class={`no-picture ${status === 'failed' ? 'bad' : ''}`}>{status}</span>;
  if (problem !== undefined) return <span class="no-picture">{printable(problem)}</span>;
  if (address === undefined) return <span class="no-picture" />;
  return (
    <span class="picture">
      <img src={address} alt="" />
      {facts?.annotations === 0 && <span class="over">nothing marked</span>}
    </span>
  );
}

function factsOf(
  { connection, state, writtenAt, omitted, error }: ListedLabel,
  { facts }: Thumbnail,
  now: Date,
): string[] {
  const left = omitted.reduce((sum, { count }) => sum + count, 0);
  return [
    ...(error === undefined ? [] : [`given up: ${error}`]),
    ...(left > 0 ? [`${left} left out`] : []),
    ...(facts ? [counted(facts.annotations, 'mark')] : []),
    ...(state === undefined ? [] : [state]),
    agoText(new Date(writtenAt), now),
    connection,
  ];
}
