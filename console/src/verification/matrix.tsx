import type { Capability } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Table } from '../parts/basic.tsx';
import { countTones, signs, type Tone, tones } from './status.ts';

interface Part {
  readonly model: string;
  readonly contract: string;
}

interface Props {
  readonly rows: readonly Capability[];
  readonly chosen: Part | undefined;
  readonly onChoose: (part: Part) => void;
}

const meanings = {
  good: 'verified',
  sandbox: 'verifiedInSandbox',
  wait: 'notChecked',
  bad: 'failing',
} as const;

/** The capability table as a picture: models down, contracts across, in each cell how much of it is verified. */
export function Matrix({ rows, chosen, onChoose }: Props) {
  const say = useSay();
  const models = [...new Set(rows.map(({ model }) => model))];
  const contracts = [...new Set(rows.map(({ contract }) => contract))];
  return (
    <>
      <ul className="legend">
        {tones.map((tone) => (
          <li key={tone}>
            <span className={`swatch ${tone}`} aria-hidden="true" /> {say(meanings[tone])}{' '}
            <span aria-hidden="true">{signs[tone]}</span>
          </li>
        ))}
      </ul>
      <Table head={[say('model'), ...contracts]} className="picture">
        {models.map((model) => (
          <tr key={model}>
            <th scope="row">{model}</th>
            {contracts.map((contract) => {
              const cells = rows.filter((row) => row.model === model && row.contract === contract);
              const isChosen = chosen?.model === model && chosen.contract === contract;
              return (
                <td key={contract}>
                  {cells.length === 0 ? (
                    <span className="quiet">–</span>
                  ) : (
                    <Share
                      label={`${model}, ${contract}`}
                      counts={countTones(cells)}
                      isChosen={isChosen}
                      onChoose={() => onChoose({ model, contract })}
                    />
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </Table>
    </>
  );
}

function Share(props: {
  readonly label: string;
  readonly counts: Readonly<Record<Tone, number>>;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  const say = useSay();
  const { good, sandbox, bad, wait } = props.counts;
  const all = good + sandbox + bad + wait;
  const said = say('verifiedOf', { good, all, sandbox, bad });
  return (
    <button
      type="button"
      className="share"
      aria-pressed={props.isChosen}
      title={said}
      onClick={props.onChoose}
    >
      <span className="unseen">
        {props.label}: {said}
      </span>
      <span className="share-bar" aria-hidden="true">
        {tones.map((tone) =>
          props.counts[tone] === 0 ? null : (
            <span key={tone} className={`swatch ${tone}`} style={{ flexGrow: props.counts[tone] }} />
          ),
        )}
      </span>
      <small aria-hidden="true">
        {good}/{all}
        {sandbox > 0 ? ` · ${signs.sandbox}\u00a0${sandbox}` : ''}
        {bad > 0 ? ` · ${signs.bad}\u00a0${bad}` : ''}
      </small>
    </button>
  );
}
