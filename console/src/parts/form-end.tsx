import { useSay } from '../language.tsx';

interface Props {
  /** What sending it does, in a word. */
  readonly label: string;
  /** It is on its way, and not to be sent twice. */
  readonly isPending: boolean;
  readonly onCancel: () => void;
}

export function FormEnd({ label, isPending, onCancel }: Props) {
  const say = useSay();
  return (
    <div className="row">
      <button type="submit" className="primary" disabled={isPending}>
        {label}
      </button>
      <button type="button" onClick={onCancel}>
        {say('cancel')}
      </button>
    </div>
  );
}
