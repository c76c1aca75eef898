import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { InvalidLabel } from '../../../contracts/errors.ts';

/**
 * The labelling configuration of a project, which is XML: https://labelstud.io/guide/setup. Tags and attributes are
 * known in any mixture of upper and lower case, so both are lower case here.
 */
export type Tag = {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Tag[];
};

/** Large taxonomies stand in configurations; nobody writes four megabytes of them. */
const longestConfig = 4 * 1024 * 1024;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  allowBooleanAttributes: true,
  htmlEntities: true, // &#39; too; entities of its own a configuration cannot define, since it may hold no DOCTYPE
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
  if (text.length > longestConfig) throw new InvalidLabel(`${what} is longer than ${longestConfig} characters.`);
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new InvalidLabel(`${what} holds a DOCTYPE, which is not read.`);
  const valid = XMLValidator.validate(text, { allowBooleanAttributes: true });
  if (valid !== true) throw new InvalidLabel(`${what} is no XML: see its line ${valid.err.line}.`);
  try {
    return tagsOf(parser.parse(text));
  } catch (cause) {
    throw new InvalidLabel(`${what} cannot be read: nested more than 100 deep, or a name that is not allowed.`, {
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
    return [{ tag, attributes, children: tagsOf(node[tag]) }];
  });
}
