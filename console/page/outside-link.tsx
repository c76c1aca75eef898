import type { ComponentChildren } from 'preact';

/** To a page of AWS, which opens beside this one; where there is none, its text alone. */
export const OutsideLink = ({
  address,
  children,
}: {
  readonly address: string | undefined;
  readonly children: ComponentChildren;
}) =>
  address === undefined ? (
    children
  ) : (
    <a href={address} target="_blank" rel="noreferrer">
      {children}
      <span class="hidden"> (opens the console of AWS)</span>
    </a>
  );
