import type { Session } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Page } from '../parts/basic.tsx';
import { ActionLog } from '../settings/action-log.tsx';
import { Appearance } from '../settings/appearance.tsx';
import { Configuration } from '../settings/configuration.tsx';
import { Password } from '../settings/password.tsx';
import { People } from '../settings/people.tsx';

export default function Settings({ person }: { readonly person: Session }) {
  const say = useSay();
  const isStaff = person.role !== 'customer';
  return (
    <Page title={say('settings')}>
      <div className="two">
        <Appearance />
        <Password />
      </div>
      {isStaff ? <Configuration /> : null}
      {person.role === 'owner' ? <People /> : null}
      {isStaff ? <ActionLog /> : null}
    </Page>
  );
}
