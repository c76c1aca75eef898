import { useState } from 'preact/hooks';
import type { GroupJson } from '../../lib/preview/group-json.ts';
import { api, type Deployment, type LabelName, type PreviewChoice, type TraceJson } from './api.ts';
import { Changes } from './changes.tsx';
import { CommandLine } from './command.tsx';
import { commandText } from './commands.ts';
import { Drawings } from './drawing.tsx';
import { Journey } from './journey.tsx';
import { LabelLetters } from './label-letters.tsx';
import { LeftOut } from './left-out.tsx';
import type { Live } from './live.ts';
import { addressOf } from './place.ts';
import { Problem } from './problem.tsx';
import { Revisions } from './revisions.tsx';
import { ShowAs } from './show-as.tsx';
import { useAnswer } from './use-answer.ts';
import { useKeys } from './use-keys.ts';
import { useThumbnail } from './use-thumbnail.ts';
import { printable } from './words.ts';

type Props = { readonly deployment: Deployment; readonly name: LabelName; readonly live: Live };

export function LabelScreen({ deployment, live, name: { connection, project, label } }: Props) {
  const name = { connection, project, label };
  const trace = useAnswer((signal) => api.trace(name, {}, signal), [connection, project, label]);
  const back = () => {
    location.hash = addressOf({ screen: 'labels' });
  };
  useKeys({ Escape: back });
  const { value } = trace;
  const { facts } = useThumbnail(value?.record.status === 'exported' ? name : undefined);
  return (
    <article class="label">
      <p class="line">
        <a href={addressOf({ screen: 'labels' })}>← Labels</a>
      </p>
      <h2>{printable(facts?.unit ?? value?.dataUnit ?? label)}</h2>
      <p class="facts">{[connection, `project ${project}`, `label ${label}`].map(printable).join(' · ')}</p>
      {trace.problem !== undefined && <Problem message={trace.problem} again={trace.again} />}
      {value && <Known deployment={deployment} live={live} name={name} trace={value} />}
      {!value && trace.problem === undefined && <p class="quiet">Looking …</p>}
    </article>
  );
}

type KnownProps = Props & { readonly trace: TraceJson };

function Known({ deployment: { trees, at, imagesFrom }, live, name, trace }: KnownProps) {
  const [{ as, compare }, setChoice] = useState<PreviewChoice>({});
  const where = { platform: name.connection, project: name.project };
  const { record, files, revisions } = trace;
  const options = { ...where, as, compare: compare?.slice(0, 8), 'images-from': imagesFrom, open: true } as const;
  return (
    <div class="columns">
      <section aria-label="Preview">
        {record.status === 'exported' ? (
          <>
            <ShowAs
              trees={trees}
              files={files}
              chosen={as}
              isOff={compare !== undefined}
              choose={(tree) => setChoice({ as: tree })}
            />
            <Preview name={name} choice={{ as, compare }} />
            <CommandLine line={commandText(['preview', name.label], options, at)} />
          </>
        ) : (
          <p class="empty">There is nothing to draw: the label is {record.status}.</p>
        )}
      </section>
      <aside>
        <LeftOut record={record} as={as} />
        {revisions && record.status === 'exported' && (
          <Revisions revisions={revisions} compared={compare} compare={(commit) => setChoice({ compare: commit })} />
        )}
        <Journey trace={trace} />
        <LabelLetters name={name} at={at} areNone={live.status?.deadLetters === 0} />
        <CommandLine line={commandText(['trace', name.label], where, at)} />
      </aside>
    </div>
  );
}

function Preview({ name, choice }: { readonly name: LabelName; readonly choice: PreviewChoice }) {
  const { connection, project, label } = name;
  const { as, compare } = choice;
  const { value, problem, again } = useAnswer(
    (signal) => api.preview(name, choice, signal),
    [connection, project, label, as, compare],
  );
  if (problem !== undefined) return <Problem message={problem} again={again} />;
  if (!value) return <p class="quiet">Drawing …</p>;
  return (
    <>
      {compare !== undefined && <Changes groups={value} />}
      <Drawings groups={fileFirst(value, as)} areBeside={compare !== undefined} />
    </>
  );
}

/** What the file says is what somebody chose to see; the label itself is below, to compare. */
function fileFirst(groups: readonly GroupJson[], as: string | undefined): readonly GroupJson[] {
  const [ofFile, ofLabel] = [true, false].map((wanted) =>
    groups.filter(({ title }) => (as !== undefined && title.startsWith(`${as}: `)) === wanted),
  );
  return [...(ofFile ?? []), ...(ofLabel ?? [])];
}
