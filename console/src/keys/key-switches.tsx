import type { Key } from '../answers.ts';
import { useSay } from '../language.tsx';

/** What a key may do beyond making pictures, and whether it may do anything. */
export function KeySwitches({
  of: key,
  isStaff,
}: {
  readonly of: Key | undefined;
  readonly isStaff: boolean;
}) {
  const say = useSay();
  const switches = [
    ['manage_keys', 'mayManageKeys', isStaff],
    ['pin_channels', 'mayPinChannels', isStaff],
    ['disabled', 'keyDisabled', key !== undefined],
  ] as const;
  return switches.map(([name, label, isOffered]) =>
    isOffered ? (
      <label key={name} className="check">
        <input type="checkbox" name={name} defaultChecked={key?.[name]} />
        {say(label)}
      </label>
    ) : null,
  );
}
