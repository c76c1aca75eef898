import { useEffect, useState } from 'preact/hooks';
import type { ThumbnailJson } from '../../cli/console/label-calls.ts';
import { api, type LabelName } from './api.ts';

export type Thumbnail = {
  /** Of the drawing, as an image: an image runs nothing, whatever is in it. */
  readonly address?: string;
  readonly facts?: Omit<ThumbnailJson, 'svg'>;
  readonly problem?: string;
};

/** A label drawn small, once it is; undefined `name`: there is nothing to draw. */
export function useThumbnail(name: LabelName | undefined): Thumbnail {
  const { connection, project, label } = name ?? {};
  const [thumbnail, setThumbnail] = useState<Thumbnail>({});
  useEffect(() => {
    if (connection === undefined || project === undefined || label === undefined) return;
    const controller = new AbortController();
    let address: string | undefined;
    api.thumbnail({ connection, project, label }, controller.signal).then(
      ({ svg, ...facts }) => {
        if (controller.signal.aborted) return;
        address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
        setThumbnail({ address, facts });
      },
      (error: Error) => {
        if (!controller.signal.aborted) setThumbnail({ problem: error.message });
      },
    );
    return () => {
      controller.abort();
      if (address !== undefined) URL.revokeObjectURL(address);
    };
  }, [connection, project, label]);
  return thumbnail;
}
