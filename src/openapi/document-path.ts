/** `/v1/generations/:id` as `/v1/generations/{id}`; a wildcard becomes `{path}`. */
export function documentPath(pattern: string): string {
  return pattern.replace(/:([A-Za-z]\w*)(\((?:[^()]|\([^()]*\))*\))?/g, '{$1}').replace(/\/\*$/, '/{path}');
}

export const parameterNames = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
