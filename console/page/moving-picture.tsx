import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PanelPlace, Recording } from '../../lib/preview/drawing.ts';
import { Problem } from './problem.tsx';

const notPlayed = (kind: string) =>
  `The ${kind} cannot be shown: it cannot be read, or this browser does not know its kind.`;

/** To be heard, or seen beside what is drawn of it. */
export function Player({ recording: { kind, address } }: { readonly recording: Recording }) {
  const [isBroken, setBroken] = useState(false);
  useEffect(() => setBroken(false), [address]);
  if (isBroken) return <Problem message={notPlayed(kind)} />;
  const given = { src: address, controls: true, preload: 'metadata', onError: () => setBroken(true) } as const;
  return kind === 'audio' ? <audio {...given} /> : <video {...given} muted playsInline />;
}

type Props = {
  readonly recording: Recording;
  /** Of the picture of the video in the drawing, which is 960 pixels wide and as high as it says. */
  readonly place: PanelPlace;
  readonly height: number;
  readonly seconds: number | undefined;
  readonly children: ComponentChildren;
};

const width = 960;
const share = (part: number, whole: number): string => `${(100 * part) / whole}%`;

/** A video below the shapes of one of its frames. */
export function MovingPicture({ recording: { kind, address }, place, height, seconds, children }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => setBroken(false), [address]);
  useEffect(() => {
    if (video.current && seconds !== undefined) video.current.currentTime = seconds;
  }, [seconds, address]);
  if (isBroken)
    return (
      <>
        {children}
        <Problem message={notPlayed(kind)} />
      </>
    );
  return (
    <div class="moving">
      <video
        ref={video}
        src={address}
        muted
        playsInline
        preload="auto"
        onError={() => setBroken(true)}
        style={{
          left: share(place.x, width),
          top: share(place.y, height),
          width: share(place.width, width),
          height: share(place.height, height),
        }}
      />
      {children}
    </div>
  );
}
