import { useEffect, useRef } from 'react';
import { Field } from '../parts/basic.tsx';

interface Props {
  readonly name: string;
  readonly label: string;
  /** `YYYY-MM-DD`, or empty. */
  readonly day: string;
  readonly onChange: (day: string) => void;
}

/** A day of the calendar. Nothing is told of a year that is being typed, which is 2, then 20, then 202. */
export function DayField({ name, label, day, onChange }: Props) {
  const place = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const field = place.current;
    if (field && field !== document.activeElement) field.value = day;
  }, [day]);
  return (
    <Field label={label}>
      <input
        ref={place}
        name={name}
        type="date"
        min="2020-01-01"
        max="9999-12-31"
        defaultValue={day}
        onChange={({ target }) => target.validity.valid && onChange(target.value)}
      />
    </Field>
  );
}
