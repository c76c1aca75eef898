import { useEffect, useState } from 'preact/hooks';
import type { LabelName } from './api.ts';

/** What is shown; the fragment of the address says it, so that a browser's back and forward work. */
export type Place =
  | { readonly screen: 'labels' }
  | { readonly screen: 'failed' }
  | { readonly screen: 'releases' }
  | ({ readonly screen: 'label' } & LabelName);

export function addressOf(place: Place): string {
  if (place.screen !== 'label') return `#/${place.screen}`;
  return `#/label/${[place.connection, place.project, place.label].map(encodeURIComponent).join('/')}`;
}

function placeIn(hash: string): Place {
  const [, screen, ...names] = hash.split('/');
  const [connection, project, label] = names.map(decodeURIComponent);
  if (screen === 'label' && connection && project && label) return { screen, connection, project, label };
  return { screen: screen === 'failed' || screen === 'releases' ? screen : 'labels' };
}

export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeIn(location.hash));
  useEffect(() => {
    const change = () => setPlace(placeIn(location.hash));
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return place;
}
