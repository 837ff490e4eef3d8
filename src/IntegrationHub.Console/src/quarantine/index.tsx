import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select, Space, Table } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client';
import type { RefusedRecord } from '../api/types';
import { useCodes } from '../codes';
import { ReasonDialog, useAct } from '../parts/act';
import { ColumnChoice, useColumns } from '../parts/columns';
import { day, number } from '../parts/format';
import { groups } from '../parts/groups';
import { usePolling } from '../parts/live';
import { Head, Mark, When } from '../parts/marks';
import { useAddress } from '../parts/scope';
import { useMay } from '../parts/session';
import { Answered, Nothing } from '../parts/states';
import { addWords, said } from '../parts/words';
import { useSources } from '../sources/queries';
import en from './en.json';
import './quarantine.css';
import { UnknownCodes } from './UnknownCodes';
import { UnknownValues } from './UnknownValues';
import vi from './vi.json';

addWords('quarantine', vi, en);

/** Held until a person says that they are right: replaying alone leaves them where they are. */
const held = new Set(['E_JUMP', 'E_ABSENT', 'E_KEY_REUSED']);

interface Reason { code: string; records: RefusedRecord[] }

export default function Quarantine() {
  const { t } = useTranslation('quarantine');
  const [search, change] = useAddress();
  const [source, code] = [search.get('source'), search.get('code')];
  const sources = useSources();
  const refused = useInfiniteQuery({
    queryKey: ['quarantine', source], initialPageParam: null as string | null, refetchInterval: usePolling(10),
    queryFn: ({ signal, pageParam }) => api.get('/api/v1/quarantine', { query: { source, limit: 500, cursor: pageParam }, signal }), getNextPageParam: page => page.next,
  });
  return (
    <>
      <Head title={t('title')} about={t('about')} />
      <div className="filters">
        <Select
          className="wide" aria-label={t('source')} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={source ?? ''} onChange={value => change({ source: value, code: null })}
          options={[{ value: '', label: t('allSources') }, ...(sources.data ?? []).map(s => ({ value: s.id, label: said(s.name) }))]}
        />
      </div>
      <Answered query={refused}>{data => {
        const records = data.pages.flatMap(page => page.items);
        const reasons = groups(records, r => r.code).map(([key, of]): Reason => ({ code: key, records: of })).sort((a, b) => b.records.length - a.records.length);
        if (records.length === 0) return <Nothing text={<Mark tone="good">{t(source ? 'noneOfSource' : 'none')}</Mark>} action={source && <button type="button" className="link" onClick={() => change({ source: null, code: null })}>{t('allSources')}</button>} />;
        return (
          <>
            <Reasons reasons={reasons} chosen={code} onChoose={value => change({ code: value })} hasMore={refused.hasNextPage} />
            {refused.hasNextPage && <p><Button loading={refused.isFetchingNextPage} onClick={() => void refused.fetchNextPage()}>{t('more', { ns: 'app' })}</Button></p>}
            {(reasons.find(r => r.code === code) ?? reasons[0]!).code === 'E_UNKNOWN_AGENCY' && <UnknownCodes source={source} />}
            {/^E_UNKNOWN_(STATUS|VALUE|REGIME|ROLLUP)$/.test((reasons.find(r => r.code === code) ?? reasons[0]!).code) && <UnknownValues source={source} code={(reasons.find(r => r.code === code) ?? reasons[0]!).code} />}
            <Records source={source} reason={reasons.find(r => r.code === code) ?? reasons[0]!} key={`${source}|${code}`} />
          </>
        );
      }}</Answered>
    </>
  );
}

function Reasons({ reasons, chosen, onChoose, hasMore }: { reasons: Reason[]; chosen: string | null; onChoose: (code: string) => void; hasMore: boolean }) {
  const { t } = useTranslation('quarantine');
  const codes = useCodes();
  const here = reasons.some(r => r.code === chosen) ? chosen : reasons[0]?.code;
  return (
    <section aria-label={t('byReason')}>
      <h2 className="section">{t('byReason')}</h2>
      <ul className="reasons">{reasons.map(reason => (
        <li key={reason.code}>
          <button type="button" className="reason" aria-pressed={reason.code === here} onClick={() => onChoose(reason.code)}>
            <b className="reason-n">{number(reason.records.length)}{hasMore ? '+' : ''}</b>
            <span><b>{codes(reason.code).title}</b><br /><span className="small quiet">{codes(reason.code, reason.records[0]?.remedy).remedy}</span></span>
          </button>
        </li>
      ))}</ul>
    </section>
  );
}

function Records({ source, reason }: { source: string | null; reason: Reason }) {
  const { t } = useTranslation('quarantine');
  const codes = useCodes();
  const mayOperate = useMay('operate');
  const [chosen, choose] = useState<number[]>([]);
  const [isDiscarding, setDiscarding] = useState(false);
  const [isAll, setAll] = useState(false);
  const isHeld = held.has(reason.code);
  const [columns, show] = useColumns('quarantine', { sample: true, message: true, unit: true, day: true, at: true });
  const refresh = [['quarantine'], ['sources'], ['health']];
  const replayAll = useAct((accept: boolean) => api.post('/api/v1/quarantine/replay', { query: { source, code: reason.code, ...(accept ? { accept } : {}) } }), { done: answer => t('replayed', { n: number(answer.records) }), refresh });
  const replay = useAct(async (ids: number[]) => { for (const id of ids) await api.post('/api/v1/quarantine/{id}/replay', { path: { id }, query: isHeld ? { accept: true } : {} }); return ids.length; }, { done: n => t('replayed', { n: number(n) }), refresh, then: () => choose([]) });
  const doomed = isAll ? reason.records.map(r => r.id) : chosen;
  const discard = useAct((why: string) => api.post('/api/v1/quarantine/discard', { body: { ids: doomed, source: null, stream: null, code: null, place: null, sample: null, reason: why, expected: doomed.length } }), {
    done: answer => t('discarded', { n: number(answer.records) }), refresh, then: () => { choose([]); setDiscarding(false); },
  });
  const samples = useMemo(() => groups(reason.records, r => r.sample ?? '').map(([sample, of]) => ({ sample, n: of.length })).sort((a, b) => b.n - a.n).slice(0, 6), [reason]);
  const isBusy = replayAll.isPending || replay.isPending || discard.isPending;
  return (
    <section className="sheet" aria-label={codes(reason.code).title}>
      <h2>{codes(reason.code).title} <code className="small">{reason.code}</code></h2>
      <p>{codes(reason.code, reason.records[0]?.remedy).remedy}</p>
      {samples.some(s => s.sample) && <p className="small">{t('samples')}: {samples.map(s => <span key={s.sample} className="sample"><code>{s.sample || '—'}</code> × {number(s.n)}</span>)}</p>}
      {mayOperate && (
        <Space wrap className="gap">
          <Button type="primary" disabled={isBusy} loading={replayAll.isPending} onClick={() => replayAll.mutate(isHeld)}>{t(isHeld ? 'acceptAll' : 'replayAll', { n: number(reason.records.length) })}</Button>
          <Button disabled={isBusy || chosen.length === 0} loading={replay.isPending} onClick={() => replay.mutate(chosen)}>{t(isHeld ? 'accept' : 'replay', { n: number(chosen.length) })}</Button>
          <Button danger disabled={isBusy || chosen.length === 0} onClick={() => { setAll(false); setDiscarding(true); }}>{t('discard', { n: number(chosen.length) })}</Button>
          <Button danger disabled={isBusy} onClick={() => { setAll(true); setDiscarding(true); }}>{t('discardAll', { n: number(reason.records.length) })}</Button>
        </Space>
      )}
      <p className="column-button"><ColumnChoice columns={columns} name={column => t(column)} onChange={show} /></p>
      {/* Not scrolled by itself: it would draw its head a second time, hidden and with the box to tick. */}
      <div className="scroll refusals"><Table<RefusedRecord>
        size="small" rowKey="id" dataSource={reason.records} pagination={{ pageSize: 25, hideOnSinglePage: true, showSizeChanger: false }}
        rowSelection={mayOperate ? { selectedRowKeys: chosen, onChange: keys => choose(keys as number[]), getTitleCheckboxProps: () => ({ 'aria-label': t('chooseAll') }) as object, getCheckboxProps: r => ({ 'aria-label': t('choose', { record: r.record ?? r.id }) }) as object } : undefined}
        columns={[
          { title: t('record'), render: (_, r) => <><code className="break">{r.record ?? '—'}</code><div className="small quiet">{r.source}/{r.stream}</div></> },
          { title: t('sample'), hidden: !columns.sample, dataIndex: 'sample', render: (value: string | null, r) => <><code className="break">{value ?? '—'}</code><div className="small quiet">{r.place}</div></> },
          { title: t('message'), hidden: !columns.message, dataIndex: 'message', render: (text: string) => <span className="message">{text}</span> },
          { title: t('unit'), hidden: !columns.unit, dataIndex: 'unit', render: (unit: string | null) => unit ?? '—' },
          { title: t('day'), hidden: !columns.day, dataIndex: 'day', render: (value: string | null) => (value ? day(value) : '—') },
          { title: t('at'), hidden: !columns.at, dataIndex: 'recordedAt', render: (at: string, r) => <Link to={`/runs/${r.run}`}><When at={at} /></Link> },
        ]}
      /></div>
      <ReasonDialog title={t('discardTitle', { n: number(doomed.length) })} about={<p>{t('discardAbout')}</p>} ok={t('discard', { n: number(doomed.length) })} isDangerous isOpen={isDiscarding} isBusy={discard.isPending} onClose={() => setDiscarding(false)} onDone={why => discard.mutate(why)} />
    </section>
  );
}
