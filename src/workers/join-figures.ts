/**
 * One Prometheus text from those of several processes, whose samples a label tells apart. The format wants all samples
 * of a metric together below its `# HELP` and `# TYPE`.
 */
export function joinFigures(texts: readonly string[]): string {
  const samples = new Map<string, string[]>();
  for (const text of texts) {
    for (const block of text.split('\n\n')) {
      const lines = block.split('\n').filter((line) => line !== '');
      const head = lines.filter((line) => line.startsWith('#')).join('\n');
      const own = lines.filter((line) => !line.startsWith('#'));
      if (head === '') continue;
      const known = samples.get(head);
      if (known) known.push(...own);
      else samples.set(head, own);
    }
  }
  return [...samples].map(([head, lines]) => `${[head, ...lines].join('\n')}\n`).join('\n');
}
