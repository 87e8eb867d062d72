import { useSay } from '../language.tsx';
import { Card } from '../parts/basic.tsx';
import { LanguageChoice, ThemeChoice } from '../parts/wishes.tsx';

/** How this browser shows the console. */
export function Appearance() {
  const say = useSay();
  return (
    <Card title={say('appearance')}>
      <div className="two tight">
        <LanguageChoice isLabelled />
        <ThemeChoice isLabelled />
      </div>
    </Card>
  );
}
