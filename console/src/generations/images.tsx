import type { Generation, Session } from '../answers.ts';
import { useSay } from '../language.tsx';
import { at, bytes } from '../parts/show.ts';
import { DeleteImages } from './delete-images.tsx';

interface Props {
  readonly of: Generation;
  readonly person: Session;
}

/** The pictures themselves; of one that was deleted, when that was. */
export function Images({ of: receipt, person }: Props) {
  const say = useSay();
  const isAnyKept = receipt.images.some(({ deleted_at }) => deleted_at === null);
  return (
    <>
      <div className="result-images">
        {receipt.images.map((image) => (
          <figure key={image.url}>
            {image.deleted_at === null ? (
              <a href={image.url} target="_blank" rel="noreferrer">
                <img
                  src={image.url}
                  width={image.width}
                  height={image.height}
                  alt={receipt.requested.prompt.slice(0, 200)}
                />
              </a>
            ) : null}
            <figcaption>
              <small>
                {image.width}×{image.height} · {image.tier} · {image.media_type} ·{' '}
                {bytes(image.size_bytes ?? 0)} ·{' '}
                {image.deleted_at === null
                  ? `${say('expires')} ${at(image.expires_at)}`
                  : `${say('deletedAt')} ${at(image.deleted_at)}`}
              </small>
            </figcaption>
          </figure>
        ))}
      </div>
      {isAnyKept && person.role !== 'viewer' ? <DeleteImages of={receipt} role={person.role} /> : null}
    </>
  );
}
