import type { Finding } from '../../lib/platforms/access.ts';
import { fail, judged, pass, unjudged } from '../finding.ts';
import type { AccessRequest } from '../request.ts';
import { isSeen } from '../seen.ts';
import type { BucketFacts, SampledObject } from './facts.ts';

const archived = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** A sample of the objects, read as the platform and its pages will read them. */
export function objectChecks(request: AccessRequest, { bucket, objects }: BucketFacts): readonly Finding[] {
  const check = `objects: ${bucket}`;
  return judged(check, objects, (sample) => {
    if (sample.length === 0)
      return fail(check, `none below "${request.prefix}"`, 'Check --prefix, and whether the objects are uploaded.');
    const findings = sample.flatMap((object) => objectFindings(request, bucket, object));
    const wrong = findings.filter(({ outcome }) => outcome !== 'pass');
    return wrong.length > 0
      ? wrong
      : [pass(check, `${sample.length} looked at: type, size and a signed GET with Range are right`)];
  });
}

function objectFindings(request: AccessRequest, bucket: string, object: SampledObject): Finding[] {
  const check = `object: ${bucket}/${object.key}`;
  if (object.bytes === 0)
    return [fail(check, 'is empty: 0 bytes', 'Upload it again, or leave it out of the data set.')];
  if (archived.has(object.storageClass))
    return [fail(check, `is archived (${object.storageClass}) and cannot be read`, 'Restore it, or leave it out.')];
  return [typeOf(request, check, object), sizeOf(request, check, object), signed(check, object)].filter(
    (finding) => finding !== undefined,
  );
}

function typeOf(request: AccessRequest, check: string, { mediaType }: SampledObject): Finding | undefined {
  const { mediaTypes, title } = request.platform;
  if (!mediaTypes) return undefined;
  if (!isSeen(mediaType)) return unjudged(check, `its type is not known: ${mediaType.unseen}`);
  const found = mediaType.seen;
  if (found !== undefined && mediaTypes.includes(found)) return undefined;
  return fail(
    check,
    `its contents are ${found ?? 'of an unknown type'}, which ${title} does not take`,
    `Convert it (${title} takes ${mediaTypes.join(', ')}), or leave it out.`,
  );
}

function sizeOf(request: AccessRequest, check: string, { mediaType, bytes }: SampledObject): Finding | undefined {
  const { largestBytes = {}, title } = request.platform;
  const most = isSeen(mediaType) && mediaType.seen !== undefined ? largestBytes[mediaType.seen] : undefined;
  return most !== undefined && bytes > most
    ? fail(check, `has ${bytes} bytes, but ${title} takes at most ${most}`, 'Make it smaller, or divide it.')
    : undefined;
}

function signed(check: string, { signedGet }: SampledObject): Finding {
  if (!isSeen(signedGet)) return unjudged(check, `a signed GET could not be tried: ${signedGet.unseen}`);
  if (signedGet.seen === 206) return pass(check, 'readable by a signed URL, with Range');
  if (signedGet.seen === 200)
    return fail(
      check,
      'a signed GET ignores its Range, which videos need',
      'Look for a proxy between this machine and S3.',
    );
  return fail(
    check,
    `a signed GET (signed by you) is answered with ${signedGet.seen}`,
    'Look at the checks of the bucket policy, the KMS key and the ownership above.',
  );
}
