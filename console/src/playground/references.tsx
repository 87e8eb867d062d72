import { type DragEvent, useEffect, useRef, useState } from 'react';
import { useSay } from '../language.tsx';
import { acceptFiles, pictureTypes, readAddress } from './accept-files.ts';
import { AddressField } from './address-field.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import type { Reference } from './order.ts';
import { ReferenceTile } from './reference-tile.tsx';

interface Props {
  readonly most: number;
  readonly references: readonly Reference[];
  readonly onChange: (references: readonly Reference[]) => void;
}

/** Pictures to start from: dropped, pasted anywhere on the page, chosen, by address, or made before. */
export function References({ most, references, onChange }: Props) {
  const say = useSay();
  const [isOver, setOver] = useState(false);
  const [isHistory, showHistory] = useState(false);
  const [refused, refuse] = useState('');
  const room = most - references.length;
  const add = (added: readonly Reference[]) => onChange([...references, ...added].slice(0, most));

  const addFiles = (files: Iterable<File>) => {
    const found = acceptFiles(files, room);
    refuse(found.refused > 0 ? say('referencesRefused', { count: found.refused, most }) : '');
    if (found.accepted.length === 0) return;
    add(found.accepted.map((file) => ({ file, preview: URL.createObjectURL(file) })));
  };
  const addAddress = (text: string): boolean => {
    const url = readAddress(text);
    refuse(
      url === undefined ? say('noAddress') : room <= 0 ? say('referencesRefused', { count: 1, most }) : '',
    );
    if (url === undefined || room <= 0) return false;
    add([{ url, preview: url.startsWith(`${window.location.origin}/`) ? url : '' }]);
    return true;
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer.files.length > 0) return addFiles(event.dataTransfer.files);
    const text = event.dataTransfer.getData('text/uri-list') || event.dataTransfer.getData('text/plain');
    if (text) addAddress(text);
  };

  const takeFiles = useRef(addFiles);
  takeFiles.current = addFiles;
  useEffect(() => {
    // Wherever the focus is: only pictures are taken, text goes where it is pasted.
    const paste = (event: ClipboardEvent) => {
      const files = event.clipboardData?.files;
      if (!files || files.length === 0) return;
      event.preventDefault();
      takeFiles.current(files);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);

  return (
    <fieldset>
      <legend>
        {say('references')} {references.length > 0 ? `${references.length}/${most}` : ''}
      </legend>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one of several ways */}
      <div
        className={isOver ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <small>{say('referencesHint', { count: most })}</small>
        {references.length > 0 ? (
          <div className="references">
            {references.map((reference, index) => (
              <ReferenceTile
                key={reference.preview || reference.url}
                of={reference}
                number={index + 1}
                onRemove={() => onChange(references.filter((each) => each !== reference))}
              />
            ))}
          </div>
        ) : null}
        <div className="row">
          <label className="button small">
            {say('addFiles')}
            <input
              type="file"
              className="unseen"
              multiple
              accept={pictureTypes.join(',')}
              onChange={(event) => {
                addFiles(event.target.files ?? []);
                event.target.value = '';
              }}
            />
          </label>
          <button type="button" className="small" onClick={() => showHistory(true)}>
            {say('fromHistory')}
          </button>
        </div>
        <AddressField onAdd={addAddress} />
        <small role="status" className="refused">
          {refused}
        </small>
      </div>
      {isHistory ? (
        <HistoryDialog
          onClose={() => showHistory(false)}
          onChoose={(reference) => {
            showHistory(false);
            add([reference]);
          }}
        />
      ) : null}
    </fieldset>
  );
}
