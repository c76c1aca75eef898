import type { RefObject } from 'preact';
import type { Deployment } from './api.ts';
import { TextField } from './text-field.tsx';

export type Filters = Readonly<
  Record<'connection' | 'project' | 'status' | 'state' | 'class' | 'omits' | 'since' | 'text', string>
>;

export const noFilters: Filters = {
  connection: '',
  project: '',
  status: '',
  state: '',
  class: '',
  omits: '',
  since: '',
  text: '',
};

type Props = {
  readonly deployment: Deployment;
  readonly filters: Filters;
  readonly search: RefObject<HTMLInputElement | null>;
  change(filters: Filters): void;
};

const statuses = ['exported', 'deleted', 'failed', 'not-taken'];
const times = [
  ['1h', 'the last hour'],
  ['24h', 'the last day'],
  ['7d', 'the last week'],
] as const;

/** On a small screen they would hide the labels. */
const isWide = matchMedia('(min-width: 761px)').matches;

export function FilterBar({ deployment, filters, search, change }: Props) {
  const set = (name: keyof Filters) => (event: Event) =>
    change({ ...filters, [name]: (event.currentTarget as HTMLSelectElement).value });
  const select = (name: keyof Filters, label: string, options: readonly (readonly [string, string])[]) => (
    <label>
      <span>{label}</span>
      <select value={filters[name]} onChange={set(name)}>
        <option value="">any</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const field = (name: keyof Filters, label: string) => (
    <TextField
      label={label}
      value={filters[name]}
      placeholder="any"
      change={(value) => change({ ...filters, [name]: value })}
    />
  );
  const formats = deployment.trees.map(({ name }) => [name, name] as const);
  return (
    <search class="filters">
      <TextField
        label="Search"
        element={search}
        value={filters.text}
        placeholder="label, unit or file   /"
        change={(text) => change({ ...filters, text })}
      />
      <details open={isWide}>
        <summary>Filters</summary>
        <div class="fields">
          {select(
            'connection',
            'Connection',
            deployment.connections.map((name) => [name, name] as const),
          )}
          {field('project', 'Project')}
          {field('class', 'Class')}
          {select(
            'status',
            'Status',
            statuses.map((status) => [status, status] as const),
          )}
          {field('state', 'State')}
          {select('omits', 'Left out by', formats)}
          {select('since', 'Written in', times)}
        </div>
      </details>
    </search>
  );
}
