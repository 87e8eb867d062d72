import { useSay } from '../language.tsx';
import type { Reference } from './order.ts';

interface Props {
  readonly of: Reference;
  readonly number: number;
  readonly onRemove: () => void;
}

/** A picture of another origin is not asked for from here: its address stands in its place. */
export function ReferenceTile({ of: reference, number, onRemove }: Props) {
  const say = useSay();
  return (
    <div className="reference">
      {reference.preview ? (
        <img src={reference.preview} alt={`${say('references')} ${number}`} />
      ) : (
        <span className="url" title={reference.url}>
          {reference.url}
        </span>
      )}
      <button type="button" className="small" aria-label={`${say('remove')} ${number}`} onClick={onRemove}>
        ✕
      </button>
    </div>
  );
}
