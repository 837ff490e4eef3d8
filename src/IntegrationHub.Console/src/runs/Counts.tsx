import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RunDetail } from '../api/types';
import { useCodes } from '../codes';
import { number } from '../parts/format';
import { Fresh, Mark } from '../parts/marks';

/** fetched = accepted + unchanged + rejected, told as a sum and drawn as one bar. */
export function Counts({ run }: { run: RunDetail }) {
  const { t } = useTranslation('runs');
  const codes = useCodes();
  const settled = run.accepted + run.unchanged + run.rejected;
  const waiting = run.fetched - settled;
  const parts = [{ key: 'accepted', n: run.accepted }, { key: 'unchanged', n: run.unchanged }, { key: 'rejected', n: run.rejected }, ...(waiting > 0 ? [{ key: 'waiting', n: waiting }] : [])];
  return (
    <section className="sheet"><h2>{t('counts')}</h2>
      <p className="sum"><Fresh value={run.fetched}>{number(run.fetched)}</Fresh> {t('fetchedLong')} = {parts.map((part, i) => <span key={part.key}>{i > 0 && ' + '}<b>{number(part.n)}</b> {t(`${part.key}Long`)}</span>)}{' '}
        {waiting === 0 ? <Mark tone="good">{t('addsUp')}</Mark> : waiting > 0 ? <Mark tone="busy">{t('stillWaiting')}</Mark> : <Mark tone="bad">{t('doesNotAddUp')}</Mark>}
      </p>
      {run.fetched > 0 && <div className="sum-bar" aria-hidden="true">{parts.filter(p => p.n > 0).map(part => <span key={part.key} className={part.key} style={{ flexGrow: part.n }} />)}</div>}
      {run.rejectionsByCode.length > 0 && (
        <ul className="refused">{run.rejectionsByCode.map(code => (
          <li key={code.code}>
            <Link to={`/quarantine?source=${encodeURIComponent(run.source)}&code=${encodeURIComponent(code.code)}`}><b>{number(code.count)}</b> {codes(code.code).title}</Link>
            <span className="small quiet"> · {t('open', { n: number(code.open) })} · {codes(code.code, code.remedy).remedy}</span>
          </li>
        ))}</ul>
      )}
    </section>
  );
}
