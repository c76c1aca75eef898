import type { Deployment } from './api.ts';
import type { Live } from './live.ts';
import { addressOf, type Place } from './place.ts';
import { verdictOf } from './verdict.ts';

type Props = { readonly deployment: Deployment; readonly live: Live; readonly screen: Place['screen'] };

export function Header({ deployment, live, screen }: Props) {
  const verdict = verdictOf(live);
  const letters = live.status?.deadLetters;
  const link = (place: 'labels' | 'failed' | 'releases', text: string) => (
    <a href={addressOf({ screen: place })} aria-current={screen === place ? 'page' : undefined}>
      {text}
    </a>
  );
  return (
    <header>
      <div class="bar">
        <h1>
          labelwire <span class="stage">{deployment.name}</span>
        </h1>
        <nav aria-label="Screens">
          {link('labels', 'Labels')}
          {link('releases', 'Releases')}
          {link('failed', letters ? `Failed ${letters.toLocaleString('en')}` : 'Failed')}
        </nav>
        <span class="bucket">{deployment.bucket}</span>
      </div>
      <p class={`verdict ${verdict.tone}`} role="status">
        <span class="dot" aria-hidden="true" />
        {verdict.text}
      </p>
    </header>
  );
}
