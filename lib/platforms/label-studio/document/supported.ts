import { quoted } from '../../kit/fields.ts';
import { isAnswer } from './attributes.ts';
import { isMarkType } from './mark-forms.ts';
import { mediaOfTag } from './media.ts';
import type { Result } from './results.ts';
import type { Tags } from './tags.ts';

/** Whether its type, and the tag that it is about, are read here: else the label is refused, or made without it. */
export function isSupported(result: Result, { media }: Tags): boolean {
  const { id, type, toName, path } = result;
  if (!isMarkType(type) && !isAnswer(result)) {
    path.reading.unknownKind({ id }, path.at('type'), `is ${quoted(type)}, which is not supported yet`);
    return false;
  }
  const about = media.filter(({ name }) => name === toName);
  if (about.length === 0 || about.some(({ tag }) => mediaOfTag.has(tag))) return true;
  path.reading.unknownKind({ id }, path, `is about a tag <${about[0]?.tag}>, which is not supported yet`);
  return false;
}
