/** Elements and attributes that lib/preview draws with, and no others: what a drawing could load or run is not among them. */
const elements = new Set(
  'svg g rect text tspan title path polygon polyline line circle ellipse image defs clipPath'.split(' '),
);
const attributes = new Set(
  (
    'xmlns viewBox width height role aria-label font-family font-size font-weight fill fill-opacity fill-rule clip-rule ' +
    'stroke stroke-width stroke-opacity stroke-dasharray stroke-linejoin stroke-linecap transform class x y x1 y1 x2 y2 ' +
    'cx cy r rx ry d points href preserveAspectRatio text-anchor opacity id clip-path xml:space textLength lengthAdjust ' +
    'vector-effect direction unicode-bidi dominant-baseline'
  ).split(' '),
);

type Policy = { createHTML(text: string): string };
type TrustedTypes = { createPolicy(name: string, rules: Policy): Policy };

/** The one place where a text becomes nodes; the page's policy knows it by its name. */
const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
const rules: Policy = { createHTML: (text) => text };
const drawing = trustedTypes?.createPolicy('drawing', rules) ?? rules;

/** An SVG of the server as nodes of this page. Throws where it holds anything that drawings do not. */
export function drawingNodes(svg: string): SVGElement {
  const parsed = new DOMParser().parseFromString(drawing.createHTML(svg), 'image/svg+xml');
  for (const node of parsed.querySelectorAll('*')) checkNode(node);
  return document.importNode(parsed.documentElement as unknown as SVGElement, true);
}

function checkNode(node: Element): void {
  if (!elements.has(node.localName)) throw new Error(`A drawing must not hold the element ${node.localName}.`);
  for (const { name, value } of node.attributes) {
    const isKnown =
      attributes.has(name) && (name !== 'href' || /^data:image\/(png|jpeg|gif|webp|avif|bmp);/.test(value));
    if (!isKnown) throw new Error(`A drawing must not hold the attribute ${name} with this value.`);
  }
}
