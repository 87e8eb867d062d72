export interface BannerFacts {
  /** The origin clients use. */
  readonly url: string;
  /** The origin it listens on. */
  readonly ownUrl: string;
  /** Only at the first start: a key is shown once. */
  readonly key?: string | undefined;
  /** Signs the owner in, once; only as long as there is nobody. */
  readonly link?: string | undefined;
  readonly dataFolder: string;
}

/** What a newcomer needs after the first start, ready to paste. */
export function banner({ url, ownUrl, key, link, dataFolder }: BannerFacts): string {
  const keyLines = key
    ? [
        'Your test key, shown only now. It works against the built-in sandbox and costs nothing:',
        '',
        `  export PLANTAIN_KEY=${key}`,
      ]
    : [
        'Test key: the one printed at the first start, or a new one from',
        '',
        '  npx plantain keys create --test',
      ];
  return [
    '',
    `Plantain listens on ${ownUrl}   (${url === ownUrl ? '' : `for clients: ${url}, `}data: ${dataFolder})`,
    '',
    ...keyLines,
    '',
    ...(link
      ? ['The console, by a link that works once and for a day:', '', `  ${url}${link}`]
      : [`Console: ${url}/console/   ("npx plantain console link" makes a link that signs in)`]),
    '',
    'Make a picture:',
    '',
    `  curl -s ${url}/v1/images/generations \\`,
    '    -H "authorization: Bearer $PLANTAIN_KEY" -H "content-type: application/json" \\',
    `    -d '{"model":"nano-banana-2","prompt":"A plantain on a turquoise table, studio light"}'`,
    '',
    `Also here: ${url}/v1/models  ${url}/readyz  ${url}/metrics`,
    '',
    '',
  ].join('\n');
}
