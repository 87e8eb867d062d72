import { useScope } from '../scope.ts';
import { useKnownAccounts } from './account-field.tsx';

/** Whose a row of a list is, where the list is of all accounts and there are several. */
export function OwnerName({ of: accountId }: { readonly of: string }) {
  const { accountId: looked } = useScope();
  const known = useKnownAccounts();
  if (looked !== '' || known.length < 2) return null;
  return <small className="owner">{known.find(({ id }) => id === accountId)?.name ?? accountId}</small>;
}
