import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isMoving, type Recording } from '../../lib/preview/drawing.ts';
import type { BlockJson, FramesJson, GroupJson } from '../../lib/preview/group-json.ts';
import { drawingNodes } from './drawing-nodes.ts';
import { MovingPicture, Player } from './moving-picture.tsx';
import { Problem } from './problem.tsx';
import { printable } from './words.ts';

type Props = {
  readonly groups: readonly GroupJson[];
  /** Two revisions of a unit lie side by side where there is room. */
  readonly areBeside?: boolean;
};

export const Drawings = ({ groups, areBeside = false }: Props) => (
  <div class={areBeside ? 'drawings beside' : 'drawings'}>
    {groups.flatMap(({ drawings }, group) =>
      drawings.map(({ title, notes, blocks, recording }, index) => (
        <figure key={`${group} ${index}`}>
          <figcaption>
            <strong>{printable(title)}</strong>
            {notes.map((note) => (
              <p key={note}>{printable(note)}</p>
            ))}
          </figcaption>
          {recording && !blocks.some(isMoving) && <Player recording={recording} />}
          {blocks.map((block, place) => (
            <Block key={String(place)} block={block} recording={recording} />
          ))}
        </figure>
      )),
    )}
  </div>
);

type BlockProps = { readonly block: BlockJson; readonly recording: Recording | undefined };

const Block = ({ block, recording }: BlockProps) =>
  'frames' in block ? (
    <Frames block={block} recording={isMoving(block) ? recording : undefined} />
  ) : (
    <Svg svg={block.svg} />
  );

function Svg({ svg }: { readonly svg: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string>();
  useLayoutEffect(() => {
    try {
      place.current?.replaceChildren(drawingNodes(svg));
      setProblem(undefined);
    } catch (error) {
      place.current?.replaceChildren();
      setProblem((error as Error).message);
    }
  }, [svg]);
  return (
    <>
      <div class="svg" ref={place} />
      {problem !== undefined && <Problem message={problem} />}
    </>
  );
}

type FramesProps = { readonly block: FramesJson; readonly recording: Recording | undefined };

/** One frame at a time; the slider is gone through with the arrow keys. */
function Frames({ block: { frames, picture }, recording }: FramesProps) {
  const [index, setIndex] = useState(0);
  const id = useId();
  const frame = frames[index] ?? frames[0];
  useEffect(() => setIndex(0), [frames]);
  if (!frame) return null;
  return (
    <div class="frames">
      {recording && picture ? (
        <MovingPicture recording={recording} place={picture} height={frame.height} seconds={frame.seconds}>
          <Svg svg={frame.svg} />
        </MovingPicture>
      ) : (
        <Svg svg={frame.svg} />
      )}
      <label for={id}>{frame.name}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={frames.length - 1}
        value={index}
        aria-valuetext={frame.name}
        onInput={(event) => setIndex(Number(event.currentTarget.value))}
      />
    </div>
  );
}
