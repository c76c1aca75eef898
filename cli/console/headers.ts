/** Of every answer: nothing of it is kept, framed, guessed at or named to others. */
export const strictHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/**
 * Scripts, styles and data come from this server alone, pictures from it or out of the page itself. Text becomes markup in
 * one place of the page, which names itself `drawing`.
 */
export const pagePolicy = ({ playsMedia }: { readonly playsMedia: boolean }): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    'img-src data: blob:',
    ...(playsMedia ? ["media-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types drawing',
  ].join('; ');
