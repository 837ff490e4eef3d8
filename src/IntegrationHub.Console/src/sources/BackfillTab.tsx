import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Progress, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client';
import { useAct } from '../parts/act';
import { day, number } from '../parts/format';
import { usePolling } from '../parts/live';
import { Mark, When, type Tone } from '../parts/marks';
import { useClock, useMay } from '../parts/session';
import { Answered, Nothing } from '../parts/states';
import { shareOf, useProgressWords } from './progress';

const tones: Record<string, Tone> = { waiting: 'quiet', running: 'busy', ending: 'warn', done: 'good', failed: 'bad', cancelled: 'paused' };

/** A span of the past is read again. The order is the hub's: it goes on when the page is closed. */
export function BackfillTab({ id }: { id: string }) {
  const { t } = useTranslation('sources');
  const mayOperate = useMay('operate');
  const clock = useClock();
  const told = useProgressWords();
  const [days, setDays] = useState<[Dayjs, Dayjs] | null>(null);
  const orders = useQuery({ queryKey: ['sources', 'backfills', id], refetchInterval: usePolling(3), queryFn: ({ signal }) => api.get('/api/v1/sources/{id}/backfills', { path: { id }, query: { limit: 20 }, signal }) });
  const refresh = [['sources', 'backfills', id], ['runs']];
  const begin = useAct(([from, to]: [Dayjs, Dayjs]) => api.post('/api/v1/sources/{id}/backfill', { path: { id }, body: { from: from.format('YYYY-MM-DD'), to: to.add(1, 'day').format('YYYY-MM-DD'), now: true } }), { done: t('backfill.asked'), refresh, then: () => setDays(null) });
  const cancel = useAct((order: number) => api.delete('/api/v1/sources/{id}/backfills/{order}', { path: { id, order } }), { done: t('backfill.ending'), refresh });
  return (
    <>
      {mayOperate && <div className="sheet"><h2>{t('backfill.title')}</h2><p className="quiet">{t('backfill.about')}</p>
        <Space wrap>
          <DatePicker.RangePicker format="DD/MM/YYYY" aria-label={t('backfill.span')} value={days} maxDate={clock.isKnown ? dayjs(clock.now()) : undefined} onChange={value => setDays(value?.[0] && value[1] ? [value[0], value[1]] : null)} />
          <Button type="primary" disabled={!days} loading={begin.isPending} onClick={() => days && begin.mutate(days)}>{t('backfill.begin')}</Button>
        </Space>
      </div>}
      <Answered query={orders}>{all => all.length === 0 ? <Nothing text={t('backfill.none')} /> : (
        <ol className="history">{all.map(order => (
          <li key={order.id} className="sheet">
            <div className="source-head"><h2>{day(order.from)} – {day(order.to, -1)}</h2><Mark tone={tones[order.state] ?? 'quiet'}>{t(`backfill.states.${order.state}`, order.state)}</Mark></div>
            <p className="small quiet">{order.askedBy} · <When at={order.askedAt} />{order.cancelledBy && ` · ${t('backfill.by', { who: order.cancelledBy })}`}</p>
            {order.error && <p className="bad small break">{order.error}</p>}
            {order.runs.map(run => {
              const share = shareOf(run.progress);
              return <p key={run.id} className="small"><Link to={`/runs/${run.id}`}><code>{run.stream}</code></Link> {run.state === 'running' ? told(run.progress) : ''} · {t('fetchedNow', { n: number(run.fetched) })}{share !== null && run.state === 'running' && <Progress percent={share} size="small" aria-label={run.stream} />}</p>;
            })}
            {mayOperate && ['waiting', 'running'].includes(order.state) && <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate(order.id)}>{t('backfill.cancel')}</Button>}
          </li>
        ))}</ol>
      )}</Answered>
    </>
  );
}
