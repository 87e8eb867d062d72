import { useState } from 'react';
import { useSay } from '../language.tsx';
import { pictureTypes } from './accept-files.ts';
import { type ReferenceList, useAddReferences } from './add-references.ts';
import { AddressField } from './address-field.tsx';
import { DropPlace } from './drop-place.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import { ReferenceTile } from './reference-tile.tsx';
import { usePastedFiles } from './use-pasted-files.ts';

/** Pictures to start from: dropped, pasted anywhere on the page, chosen, by address, or made before. */
export function References(props: ReferenceList) {
  const say = useSay();
  const { most, references, onChange } = props;
  const [isHistory, showHistory] = useState(false);
  const { refused, add, addFiles, addAddress } = useAddReferences(props);
  usePastedFiles(addFiles);
  return (
    <fieldset>
      <legend>
        {say('references')} {references.length > 0 ? `${references.length}/${most}` : ''}
      </legend>
      <DropPlace onFiles={addFiles} onText={addAddress}>
        <small>{say('referencesHint', { count: most })}</small>
        <Tiles references={references} onChange={onChange} />
        <div className="row">
          <FilesButton onFiles={addFiles} />
          <button type="button" className="small" onClick={() => showHistory(true)}>
            {say('fromHistory')}
          </button>
        </div>
        <AddressField onAdd={addAddress} />
        <small role="status" className="refused">
          {refused}
        </small>
      </DropPlace>
      {isHistory ? (
        <HistoryDialog
          onClose={() => showHistory(false)}
          onChoose={(reference) => {
            showHistory(false);
            add(reference);
          }}
        />
      ) : null}
    </fieldset>
  );
}

function Tiles({ references, onChange }: Omit<ReferenceList, 'most'>) {
  if (references.length === 0) return null;
  return (
    <div className="references">
      {references.map((reference, index) => (
        <ReferenceTile
          // biome-ignore lint/suspicious/noArrayIndexKey: the same picture may stand there twice
          key={`${index} ${reference.preview || reference.url}`}
          of={reference}
          number={index + 1}
          onRemove={() => onChange(references.filter((each) => each !== reference))}
        />
      ))}
    </div>
  );
}

function FilesButton({ onFiles }: { readonly onFiles: (files: Iterable<File>) => void }) {
  const say = useSay();
  return (
    <label className="button small">
      {say('addFiles')}
      <input
        type="file"
        className="unseen"
        multiple
        accept={pictureTypes.join(',')}
        onChange={(event) => {
          onFiles(event.target.files ?? []);
          event.target.value = '';
        }}
      />
    </label>
  );
}
