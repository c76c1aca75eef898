import type { TracedFile } from '../../cli/trace/traced-label.ts';
import type { Deployment } from './api.ts';

type Props = {
  readonly trees: Deployment['trees'];
  readonly files: readonly TracedFile[];
  readonly chosen: string | undefined;
  /** While two revisions are compared. */
  readonly isOff: boolean;
  choose(tree: string | undefined): void;
};

/** The label itself, or what a file in the bucket says of it when its format's own reader reads it. */
export function ShowAs({ trees, files, chosen, isOff, choose }: Props) {
  const own = trees.filter(({ root }) => files.some(({ key }) => key.startsWith(`${root}/`)));
  const radio = (name: string | undefined, text: string) => (
    <label key={text}>
      <input type="radio" name="as" checked={!isOff && chosen === name} onChange={() => choose(name)} />
      {text}
    </label>
  );
  return (
    <fieldset class="show-as">
      <legend>Show</legend>
      {radio(undefined, 'the label')}
      {own.map(({ name }) => radio(name, `the file of ${name}`))}
    </fieldset>
  );
}
