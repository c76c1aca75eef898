import { useEffect, useState } from 'preact/hooks';
import { usualWindow, type Window } from '../../cli/console/windows.ts';
import { api, type Deployment } from './api.ts';
import { FailedScreen } from './failed-screen.tsx';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { LabelScreen } from './label-screen.tsx';
import { LabelsScreen } from './labels-screen.tsx';
import { usePlace } from './place.ts';
import { Problem } from './problem.tsx';
import { ReleasesScreen } from './releases-screen.tsx';
import { useKeys } from './use-keys.ts';
import { useLive } from './use-live.ts';

export function Page() {
  const [deployment, setDeployment] = useState<Deployment>();
  const [problem, setProblem] = useState<string>();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useEffect(() => {
    api.deployment().then(setDeployment, (error: Error) => setProblem(error.message));
  }, []);
  useKeys({ '?': () => setHelpOpen(true) });
  if (problem !== undefined) return <Problem message={problem} />;
  if (!deployment) return <p class="quiet">Looking …</p>;
  return <Opened deployment={deployment} isHelpOpen={isHelpOpen} closeHelp={() => setHelpOpen(false)} />;
}

type Props = { readonly deployment: Deployment; readonly isHelpOpen: boolean; closeHelp(): void };

function Opened({ deployment, isHelpOpen, closeHelp }: Props) {
  const [window, setWindow] = useState<Window>(usualWindow);
  const live = useLive(window);
  const place = usePlace();
  return (
    <>
      <Header deployment={deployment} live={live} screen={place.screen} />
      <main>
        {place.screen === 'labels' && (
          <LabelsScreen deployment={deployment} live={live} window={window} choose={setWindow} />
        )}
        {place.screen === 'releases' && <ReleasesScreen deployment={deployment} />}
        {place.screen === 'failed' && <FailedScreen deployment={deployment} />}
        {place.screen === 'label' && (
          <LabelScreen key={JSON.stringify(place)} deployment={deployment} live={live} name={place} />
        )}
      </main>
      {isHelpOpen && <Help close={closeHelp} />}
    </>
  );
}
