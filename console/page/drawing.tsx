import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BlockJson, GroupJson } from '../../lib/preview/group-json.ts';
import { drawingNodes } from './drawing-nodes.ts';
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
      drawings.map(({ title, notes, blocks }, index) => (
        <figure key={`${group} ${index}`}>
          <figcaption>
            <strong>{printable(title)}</strong>
            {notes.map((note) => (
              <p key={note}>{printable(note)}</p>
            ))}
          </figcaption>
          {blocks.map((block, place) => (
            <Block key={String(place)} block={block} />
          ))}
        </figure>
      )),
    )}
  </div>
);

const Block = ({ block }: { readonly block: BlockJson }) =>
  'frames' in block ? <Frames frames={block.frames} /> : <Svg svg={block.svg} />;

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

type FramesBlock = Extract<BlockJson, { readonly frames: unknown }>;

/** One frame at a time; the slider is gone through with the arrow keys. */
function Frames({ frames }: FramesBlock) {
  const [index, setIndex] = useState(0);
  const id = useId();
  const frame = frames[index] ?? frames[0];
  useEffect(() => setIndex(0), [frames]);
  if (!frame) return null;
  return (
    <div class="frames">
      <Svg svg={frame.svg} />
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
