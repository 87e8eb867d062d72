const capabilities = [
  'models',
  'generate',
  'references',
  'edit',
  'stream',
  'chat',
  'errors',
  'one call',
  'count tokens',
  'files',
  'batch',
  'tools',
];

/** The results of the client tests as a page: one table of client and capability, then every guarantee. */
export function clientPage(results) {
  const clients = [...new Set(results.map(({ client }) => client))].sort();
  const versions = (client) => {
    const seen = results.filter((result) => result.client === client);
    const byNode = [...new Set(seen.map(({ node, version }) => `${version} (Node ${node})`))].sort();
    const [first] = seen;
    return seen.every(({ version }) => version === first.version) ? first.version : byNode.join(', ');
  };
  return [
    '# Clients',
    '',
    'Written by `node scripts/client-table.mjs` from the results of tests that drive each client against a real',
    'gateway; CI compares them with its own run. `20 24`: it passed with the package set of that Node version.',
    '`one call`: what must not be tried again was one upstream call, and never charged twice. Empty: the client has',
    'no such thing, or no test of it.',
    '',
    `| Client | ${capabilities.join(' | ')} |`,
    `|---|${capabilities.map(() => '---').join('|')}|`,
    ...clients.map((client) => {
      const cells = capabilities.map((capability) =>
        cell(results.filter((result) => result.client === client && result.capability === capability)),
      );
      return `| ${client} | ${cells.join(' | ')} |`;
    }),
    '',
    '## Guarantees',
    ...clients.flatMap((client) => {
      const own = results.filter((result) => result.client === client);
      const titles = [...new Set(own.map(({ row, title }) => `${row} ${title}`))].sort();
      return [
        '',
        `### ${client}`,
        '',
        `Version: ${versions(client)}`,
        '',
        '| Row | Guarantee | Node |',
        '|---|---|---|',
        ...titles.map((name) => {
          const ran = own.filter(({ row, title }) => `${row} ${title}` === name);
          const [row, ...words] = name.split(' ');
          return `| ${row} | ${words.join(' ').replaceAll('|', '\\|')} | ${cell(ran)} |`;
        }),
      ];
    }),
    '',
  ].join('\n');
}

function cell(results) {
  if (results.some(({ passed }) => !passed)) return 'FAILS';
  return [...new Set(results.map(({ node }) => node))].sort().join(' ');
}
