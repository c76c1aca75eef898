import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

type Props = {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly element?: RefObject<HTMLInputElement | null>;
  change(value: string): void;
};

/** A text that counts when it is whole: at Enter, or when the field is left. What is typed so far stays when the page changes. */
export function TextField({ label, value, placeholder, element, change }: Props) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <label>
      <span>{label}</span>
      <input
        ref={element ?? null}
        type="search"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onChange={(event) => change(event.currentTarget.value.trim())}
        placeholder={placeholder}
        spellcheck={false}
        autocomplete="off"
      />
    </label>
  );
}
