/** Names and values; what is not set is left out. */
export function Facts({ facts }: { readonly facts: Readonly<Record<string, unknown>> }) {
  const given = Object.entries(facts).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  return (
    <dl className="facts">
      {given.map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
