import { CalendarOutlined, ExclamationCircleFilled, SafetyCertificateOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { DutyLine, ProgressRow } from '../api/types';
import { isDoubtful, toneOf, useDoubts } from '../parts/figure';
import { day, daysBetween, isoDay, number } from '../parts/format';
import { useAddress, type Scope } from '../parts/scope';
import { useClock } from '../parts/session';
import type { Line } from './figures';

/** Ten seconds: what is missed, what cannot be trusted yet, when the report is due. */
export function Summary({ scope, lines }: { scope: Scope; lines: Line[] }) {
  const { t } = useTranslation('plan');
  return (
    <section className="summary" aria-label={t('summary.title')}>
      <Verdicts rows={lines.map(l => l.row)} />
      <Doubts lines={lines} />
      <Deadline scope={scope} />
    </section>
  );
}

function Verdicts({ rows }: { rows: ProgressRow[] }) {
  const { t } = useTranslation('plan');
  const [search, change] = useAddress();
  const chosen = search.get('verdict');
  const tally = { missed: 0, met: 0, open: 0 };
  for (const row of rows) tally[toneOf(row.verdict) === 'good' ? 'met' : toneOf(row.verdict) === 'bad' ? 'missed' : 'open']++;
  const tones = { met: 'good', missed: 'bad', open: 'quiet' } as const;
  const names = (['met', 'missed', 'open'] as const).filter(name => tally[name] > 0);
  let from = 0;
  return (
    <div className="tile tile-wide">
      <h2>{t('summary.verdicts')} <span className="quiet">{t('summary.of', { n: rows.length })}</span></h2>
      <div className="tally">
        {names.map(name => (
          <button key={name} type="button" className={`count ${tones[name]}`} aria-pressed={chosen === name} aria-label={t('summary.only', { what: `${tally[name]} ${t(`summary.${name}`)}` })} onClick={() => change({ verdict: chosen === name ? null : name, doubtful: null })}>
            <b>{tally[name]}</b> {t(`summary.${name}`)}
          </button>
        ))}
      </div>
      <svg className="split" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        {names.map(name => {
          const width = (100 * tally[name]) / rows.length;
          const rect = <rect key={name} className={`split-${tones[name]}`} x={from + 0.2} width={Math.max(0, width - 0.4)} height="6" rx="1" />;
          from += width;
          return rect;
        })}
      </svg>
    </div>
  );
}

function Doubts({ lines }: { lines: Line[] }) {
  const { t } = useTranslation('plan');
  const doubts = useDoubts();
  const [search, change] = useAddress();
  const isOn = search.get('doubtful') === '1';
  const rows = lines.filter(l => isDoubtful(l.row) || l.parts.some(p => isDoubtful(p.row)));
  const tally = new Map<string, number>();
  for (const line of rows) {
    for (const word of new Set([line.row, ...line.parts.map(p => p.row)].flatMap(doubts).map(w => w.replace(/^[\d.,]+ /, '')))) tally.set(word, (tally.get(word) ?? 0) + 1);
  }
  return (
    <div className="tile">
      <h2>{t('summary.doubts')}</h2>
      {rows.length === 0 ? <p className="good tile-main"><SafetyCertificateOutlined aria-hidden="true" /> {t('summary.allGood')}</p> : (
        <>
          <button type="button" className="count warn" aria-pressed={isOn} onClick={() => change({ doubtful: isOn ? null : '1', verdict: null })}>
            <ExclamationCircleFilled aria-hidden="true" /> <b>{number(rows.length)}</b> {t('summary.doubtful', { count: rows.length })}
          </button>
          <p className="quiet tile-more">{[...tally].sort((a, b) => b[1] - a[1]).map(([word, n]) => `${word.toLowerCase()}: ${n}`).join(' · ')}</p>
        </>
      )}
    </div>
  );
}

function Deadline({ scope }: { scope: Scope }) {
  const { t } = useTranslation('plan');
  const clock = useClock();
  const today = clock.isKnown ? isoDay(clock.now()) : null;
  const isOwner = scope.unit?.id === scope.plan?.owner;
  const query = today ? { plan: scope.plan?.id, unit: isOwner ? undefined : scope.unit?.id, from: isoDay(clock.now() - 92 * 86400000), to: isoDay(clock.now() + 184 * 86400000), limit: 500 } : {};
  const duties = useQuery({
    queryKey: ['duties', scope.plan?.id, isOwner ? null : scope.unit?.id, today], enabled: today !== null, staleTime: 60_000,
    queryFn: async ({ signal }) => (await api.get('/api/v1/duties', { query, signal })).items as DutyLine[],
  }).data;
  if (!duties || !today) return <div className="tile"><h2>{t('summary.deadline')}</h2></div>;
  const dated = duties.filter(d => d.lastDay);
  const open = dated.filter(d => d.state !== 'sent' && d.state !== 'late');
  // What is next; when nothing is, the newest that is overdue.
  const last = open.filter(d => d.lastDay! >= today).map(d => d.lastDay!).sort()[0] ?? open.map(d => d.lastDay!).sort().at(-1);
  const those = open.filter(d => d.lastDay === last);
  const left = last ? daysBetween(today, last) : 0;
  return (
    <div className="tile">
      <h2><CalendarOutlined aria-hidden="true" /> {t('summary.deadline')}</h2>
      {!last ? <p className="quiet tile-main">{t(dated.length > 0 ? 'summary.nothingDue' : 'summary.noDuty')}</p> : (
        <>
          <p className={`tile-main ${left < 0 ? 'bad' : left <= 7 ? 'warn' : ''}`}><b>{left < 0 ? t('summary.over', { n: -left }) : left === 0 ? t('summary.today') : t('summary.left', { n: left })}</b> <span className="quiet">{t('summary.before', { day: day(last) })}</span></p>
          <p className="quiet tile-more">{those[0]?.asWritten && <span>“{those[0].asWritten}” · </span>}{isOwner && t('summary.waiting', { n: those.length })}</p>
        </>
      )}
    </div>
  );
}
