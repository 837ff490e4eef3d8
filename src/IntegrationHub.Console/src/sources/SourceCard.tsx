import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SourceHealth, SourceSummary } from '../api/types';
import { useCodes } from '../codes';
import { day, instant, number, span } from '../parts/format';
import { Fact, Fresh, Mark, When } from '../parts/marks';
import { said } from '../parts/words';
import { confirmedTo, parkedOf, rejectedOf, type Judged } from './judge';
import { shareOf, useProgressWords } from './progress';
import { SourceActions } from './SourceActions';

/** Last full day, how far behind, when next: in the order in which one asks. */
export function SourceFacts({ source, health }: { source: SourceSummary; health: SourceHealth | undefined }) {
  const { t } = useTranslation('sources');
  const day0 = confirmedTo(source);
  const rejected = rejectedOf(source);
  const parked = parkedOf(source);
  return (
    <dl className="facts">
      <Fact label={t('confirmedTo')}><Fresh value={day0}>{day0 ? day(day0) : t('notYet')}</Fresh></Fact>
      <Fact label={t('lag')}>
        {health?.ageMinutes != null
          ? <span className={health.isStale ? 'warn' : undefined} title={health.lastSuccessAt ? instant(health.lastSuccessAt, true) : undefined}>{span(health.ageMinutes)}{health.objectiveMinutes != null && <span className="small quiet"> / {t('allowed', { time: span(health.objectiveMinutes) })}</span>}</span>
          : t('notYet')}
      </Fact>
      <Fact label={t('next')}>{source.waitingUntil ? <span>{instant(source.waitingUntil)} <span className="small quiet">({t(`waiting.${source.waitingFor ?? 'source'}`)})</span></span> : source.paused || !source.enabled ? '—' : source.nextRunAt ? <Fresh value={source.nextRunAt}>{instant(source.nextRunAt)}</Fresh> : t('onRequest')}</Fact>
      <Fact label={t('rejected')}>{rejected > 0 ? <Link className="warn" to={`/quarantine?source=${encodeURIComponent(source.id)}`}>{number(rejected)}</Link> : '0'}</Fact>
      {parked > 0 && <Fact label={t('parked')}><Link className="bad" to="/health">{number(parked)}</Link></Fact>}
      {health?.nextDeadline && <Fact label={t('deadline')}><span className={health.forecast?.willBeLate ? 'warn' : undefined}>{day(health.nextDeadline.lastDay)}{health.forecast && <span className="small"> · {said(health.forecast.text)}</span>}</span></Fact>}
    </dl>
  );
}

/** What is wrong, in a sentence, and what it means. */
export function SourceTrouble({ source, judged }: { source: SourceSummary; judged: Judged }) {
  const { t } = useTranslation('sources');
  const codes = useCodes();
  const run = source.lastRun;
  if (judged.word === 'failed' && run) {
    const words = codes(run.errorCode, run.error);
    return <p className="trouble"><b>{words.title || t('state.failed')}</b> · <When at={run.startedAt} />. {words.remedy} {run.errorCode && <code className="small">{run.errorCode}</code>}</p>;
  }
  return judged.word === 'ok' || judged.word === 'running' ? null : <p className="trouble">{t(`about_${judged.word}`)}</p>;
}

export function SourceCard({ source, health, judged }: { source: SourceSummary; health: SourceHealth | undefined; judged: Judged }) {
  const { t } = useTranslation('sources');
  const told = useProgressWords();
  const share = shareOf(source.progress);
  return (
    <li className={`source edge-${judged.tone}`}>
      <div className="source-head">
        <h2><Link to={source.id}>{said(source.name)}</Link></h2>
        <Mark tone={judged.tone}>{t(`state.${judged.word}`)}</Mark>
      </div>
      <p className="small quiet"><code>{source.id}</code> · {source.connector}</p>
      <SourceTrouble source={source} judged={judged} />
      {source.state === 'running' && <div className="run-now"><span className="small">{told(source.progress)}{source.lastRun ? ` · ${t('fetchedNow', { n: number(source.lastRun.fetched) })}` : ''}</span>{share !== null && <Progress percent={share} size="small" aria-label={t('state.running')} />}</div>}
      <SourceFacts source={source} health={health} />
      <SourceActions source={source} judged={judged} />
    </li>
  );
}
