import { api, type Deployment, type ReleaseLine } from './api.ts';
import { CommandLine } from './command.tsx';
import { commandText } from './commands.ts';
import { Problem } from './problem.tsx';
import { useAnswer } from './use-answer.ts';
import { counted, printable, timeText } from './words.ts';

export function ReleasesScreen({ deployment }: { readonly deployment: Deployment }) {
  const { value: releases, problem, again } = useAnswer(() => api.releases(), []);
  return (
    <section aria-label="Releases">
      <p class="line">
        <span role="status">{releases ? counted(releases.length, 'release') : 'Looking at the releases …'}</span>
        <button type="button" class="plain" onClick={again}>
          Look again
        </button>
      </p>
      {problem !== undefined && <Problem message={problem} again={again} />}
      {releases?.length === 0 && <p class="empty">There is no release yet. npx labelwire release create makes one.</p>}
      {releases?.map((release) => (
        <Release key={release.name} release={release} deployment={deployment} />
      ))}
      <CommandLine line={commandText(['release', 'list'], {}, deployment.at)} />
    </section>
  );
}

type Props = { readonly release: ReleaseLine; readonly deployment: Deployment };

const words = { released: 'released', building: 'is being built', failed: 'was not built' } as const;

function Release({ release: { name, status, release, failure, build, damage }, deployment: { at, bucket } }: Props) {
  const card = `releases/${name}/README.md`;
  const request = release?.input ?? build?.request;
  const begun = release?.createdAt ?? build?.startedAt;
  return (
    <section class="group" aria-label={printable(name)}>
      <h2>{printable(name)}</h2>
      <p class={status === 'failed' ? 'count' : undefined}>
        {words[status]}
        {begun === undefined ? '' : `, ${timeText(begun)} UTC`}
        {request && ` · ${request.formats.map(({ id }) => id).join(', ')}`}
      </p>
      {release && <p>{countsText(release)}</p>}
      {damage !== undefined && <p class="reason">{printable(damage)}</p>}
      {failure && <p class="reason">{printable(`${failure.error}: ${failure.message}`)}</p>}
      {release && (
        <>
          <p class="quiet">
            Its data card: {bucket}
            {card}
          </p>
          <CommandLine line={commandText(['cat', card], {}, at)} />
        </>
      )}
      <CommandLine line={commandText(['release', 'show', name], {}, at)} />
      {status === 'failed' && <CommandLine line={commandText(['release', 'delete', name], {}, at)} />}
    </section>
  );
}

/** `12 labels, 9 images, 40 objects: train 7, val 2` */
function countsText({ labels, images, objects, splits }: NonNullable<ReleaseLine['release']>): string {
  const counts = [counted(labels, 'label'), counted(images, 'image'), counted(objects, 'object')].join(', ');
  const parts = splits.flatMap((part) => (part.split === undefined ? [] : `${part.split} ${part.images}`));
  return parts.length === 0 ? counts : `${counts}: ${parts.map(printable).join(', ')}`;
}
