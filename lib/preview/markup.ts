import { printable } from '../contracts/printable.ts';
import { escaped } from '../formats/xml.ts';

/** A piece of SVG or HTML that is safe as it is. `element` makes it, and escapes every text that it is given. */
export type Markup = { readonly markup: string };

type Child = string | Markup | undefined;

/**
 * An element, in XML that is HTML, too. Whatever comes from a label goes through here and stays text: control characters and
 * marks of direction, which could reverse or hide what follows, are written as `\u202e`; line breaks and tabs stay.
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly Child[]
): Markup {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${textOf(typeof value === 'number' ? decimal(value) : value)}"`],
  );
  const content = children.map((child) => (typeof child === 'object' ? child.markup : textOf(child ?? ''))).join('');
  return { markup: content === '' ? `<${name}${pairs.join('')}/>` : `<${name}${pairs.join('')}>${content}</${name}>` };
}

const textOf = (text: string): string => escaped(text.replace(/[^\n\t]+/g, printable));

/** Elements side by side. */
export const joined = (parts: readonly Markup[]): Markup => ({ markup: parts.map(({ markup }) => markup).join('') });

/** A hundredth of a pixel of the screen is finer than anybody sees, and coarse enough that files stay small. */
export const decimal = (value: number): string => String(Math.round(value * 100) / 100 + 0); // + 0: never -0
