import { at, atShort } from './show.ts';

/** A cell with a moment: to the minute, and to the second when pointed at. */
export function Moment({ of: iso }: { readonly of: string | null | undefined }) {
  return (
    <td className="moment" title={iso ? at(iso) : undefined}>
      {atShort(iso)}
    </td>
  );
}
