import { type DragEvent, type ReactNode, useState } from 'react';

interface Props {
  readonly onFiles: (files: FileList) => void;
  /** An address, or a list of addresses as browsers give one. */
  readonly onText: (text: string) => void;
  readonly children: ReactNode;
}

/** Where pictures and their addresses can be let go. */
export function DropPlace({ onFiles, onText, children }: Props) {
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const { dataTransfer } = event;
    if (dataTransfer.files.length > 0) return onFiles(dataTransfer.files);
    const text = dataTransfer.getData('text/uri-list') || dataTransfer.getData('text/plain');
    if (text) onText(text);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one of several ways
    <div
      className={isOver ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
    </div>
  );
}
