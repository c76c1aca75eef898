import { useState } from 'preact/hooks';
import type { GroupJson } from '../../lib/preview/group-json.ts';
import { api, type Deployment, type LabelName, type TraceJson } from './api.ts';
import { CommandLine } from './command.tsx';
import { commandText } from './commands.ts';
import { Drawings } from './drawing.tsx';
import { Journey } from './journey.tsx';
import { LeftOut } from './left-out.tsx';
import { addressOf } from './place.ts';
import { Problem } from './problem.tsx';
import { ShowAs } from './show-as.tsx';
import { useAnswer } from './use-answer.ts';
import { useKeys } from './use-keys.ts';
import { useThumbnail } from './use-thumbnail.ts';
import { printable } from './words.ts';

type Props = { readonly deployment: Deployment; readonly name: LabelName };

export function LabelScreen({ deployment, name: { connection, project, label } }: Props) {
  const name = { connection, project, label };
  const trace = useAnswer((signal) => api.trace(name, signal), [connection, project, label]);
  const { facts } = useThumbnail(name);
  const back = () => {
    location.hash = addressOf({ screen: 'labels' });
  };
  useKeys({ Escape: back });
  const { value } = trace;
  return (
    <article class="label">
      <p class="line">
        <a href={addressOf({ screen: 'labels' })}>← Labels</a>
      </p>
      <h2>{printable(facts?.unit ?? value?.dataUnit ?? label)}</h2>
      <p class="facts">{[connection, `project ${project}`, `label ${label}`].map(printable).join(' · ')}</p>
      {trace.problem !== undefined && <Problem message={trace.problem} again={trace.again} />}
      {value && <Known deployment={deployment} name={name} trace={value} />}
      {!value && trace.problem === undefined && <p class="quiet">Looking …</p>}
    </article>
  );
}

type KnownProps = { readonly deployment: Deployment; readonly name: LabelName; readonly trace: TraceJson };

function Known({ deployment, name, trace }: KnownProps) {
  const [as, setAs] = useState<string>();
  const where = { platform: name.connection, project: name.project };
  return (
    <div class="columns">
      <section aria-label="Preview">
        {trace.record.status === 'exported' ? (
          <>
            <ShowAs trees={deployment.trees} files={trace.files} chosen={as} choose={setAs} />
            <Preview name={name} as={as} />
            <CommandLine line={commandText(['preview', name.label], { ...where, as, open: true }, deployment.at)} />
          </>
        ) : (
          <p class="empty">There is nothing to draw: the label is {trace.record.status}.</p>
        )}
      </section>
      <aside>
        <LeftOut record={trace.record} as={as} />
        <Journey trace={trace} />
        <CommandLine line={commandText(['trace', name.label], where, deployment.at)} />
      </aside>
    </div>
  );
}

function Preview({ name, as }: { readonly name: LabelName; readonly as: string | undefined }) {
  const { connection, project, label } = name;
  const { value, problem, again } = useAnswer(
    (signal) => api.preview(name, as, signal),
    [connection, project, label, as],
  );
  if (problem !== undefined) return <Problem message={problem} again={again} />;
  return value ? <Drawings groups={fileFirst(value, as)} /> : <p class="quiet">Drawing …</p>;
}

/** What the file says is what somebody chose to see; the label itself is below, to compare. */
function fileFirst(groups: readonly GroupJson[], as: string | undefined): readonly GroupJson[] {
  const [ofFile, ofLabel] = [true, false].map((wanted) =>
    groups.filter(({ title }) => (as !== undefined && title.startsWith(`${as}: `)) === wanted),
  );
  return [...(ofFile ?? []), ...(ofLabel ?? [])];
}
