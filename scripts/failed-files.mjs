// A reporter of Node's test runner: the name of every suite or process at the top that failed, one per line.
export default async function* failedFiles(events) {
  for await (const { type, data } of events) {
    if (type === 'test:fail' && data.nesting === 0) yield `${data.name}\n`;
  }
}
