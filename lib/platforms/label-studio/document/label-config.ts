import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { InvalidLabel } from '../../../contracts/errors.ts';

/**
 * A tag of a project's labeling configuration, which is XML: https://labelstud.io/guide/setup. Label Studio reads the names
 * of tags and attributes in any mixture of upper and lower case, so both are in lower case here.
 */
export type Tag = {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Tag[];
  /** Whether it, or a tag in it, has a name. */
  readonly names: boolean;
};

/** A configuration may have a large taxonomy in it; nobody writes four megabytes of one. */
const longestConfig = 4 * 1024 * 1024;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  allowBooleanAttributes: true,
  htmlEntities: true, // &#39; too; a configuration cannot define its own, because a DOCTYPE with declarations is refused
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  transformTagName: (name) => name.toLowerCase(),
  transformAttributeName: (name) => name.toLowerCase(),
});

let last: { readonly text: string; readonly tags: readonly Tag[] } | undefined;

/** All labels of a group share one configuration: parsing it is by far the longest part of reading a small label. */
export function parseConfig(text: string): readonly Tag[] {
  if (last?.text !== text) last = { text, tags: parse(text) };
  return last.tags;
}

const what = "The project's label_config";

function parse(text: string): readonly Tag[] {
  if (text.length > longestConfig)
    throw new InvalidLabel(`${what} must be at most ${longestConfig} characters long, but is longer.`);
  const plain = text.replace(/<!DOCTYPE[^[>]*>/i, ''); // which says nothing where it declares nothing
  if (/<!(?:DOCTYPE|ENTITY)/i.test(plain)) {
    throw new InvalidLabel(`${what} has a DOCTYPE with declarations, which is not supported.`);
  }
  const valid = XMLValidator.validate(plain, { allowBooleanAttributes: true });
  if (valid !== true) throw new InvalidLabel(`${what} must be XML, but its line ${valid.err.line} is not.`);
  try {
    return tagsOf(parser.parse(plain));
  } catch (cause) {
    throw new InvalidLabel(`${what} is nested more than 100 tags deep, or has a name that XML does not allow.`, {
      cause,
    });
  }
}

const attributesKey = ':@';

/** The parser's ordered form: `[{ view: [children], ':@': { name: value } }]`. */
function tagsOf(nodes: unknown): Tag[] {
  return (nodes as readonly Record<string, unknown>[]).flatMap((node) => {
    const tag = Object.keys(node).find((key) => key !== attributesKey);
    if (tag === undefined || tag === '#text') return [];
    const attributes = new Map(Object.entries((node[attributesKey] ?? {}) as Record<string, string>));
    const children = tagsOf(node[tag]);
    return [{ tag, attributes, children, names: attributes.has('name') || children.some(({ names }) => names) }];
  });
}
