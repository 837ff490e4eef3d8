import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Switch, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client';
import type { Entry } from '../api/types';
import { ReasonDialog, useAct } from '../parts/act';
import { day, number } from '../parts/format';
import { usePolling } from '../parts/live';
import { Head, Mark, NoneLeft, When } from '../parts/marks';
import { useAddress, useScope } from '../parts/scope';
import { useMay, useSession } from '../parts/session';
import { Answered, Nothing } from '../parts/states';
import { addWords, said } from '../parts/words';
import { ConfirmDialog } from './ConfirmDialog';
import en from './en.json';
import './entries.css';
import { EntryForm, type Draft } from './EntryForm';
import { TableUpload } from './TableUpload';
import { useTyped } from './typed';
import vi from './vi.json';

addWords('entries', vi, en);

const isWaiting = (entry: Entry) => !entry.confirmedAt && !entry.undoneAt;

export default function Entries() {
  const { t } = useTranslation('entries');
  const scope = useScope();
  const [search, change] = useAddress();
  const mayOperate = useMay('operate');
  const [isAdding, setAdding] = useState<Partial<Draft> | null>(null);
  const show = search.get('show') ?? 'all';
  const withUndone = search.get('undone') === 'true';
  const q = (search.get('q') ?? '').toLowerCase();
  const entries = useQuery({ queryKey: ['entries', withUndone], refetchInterval: usePolling(15), queryFn: ({ signal }) => api.get('/api/v1/entries', { query: { limit: 500, undone: withUndone }, signal }) });
  const typed = useTyped(scope.plan?.id);
  const unitName = (id: string) => said(scope.units.find(u => u.id === id)?.name) || id;
  const title = (what: string) => typed.find(r => r.indicator === what)?.title ?? (said(scope.plans?.find(p => p.id === what)?.title) || what);
  const add = mayOperate && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding({})}>{t('add')}</Button>;
  return (
    <>
      <Head title={t('title')} about={t('about')} actions={add} />
      <Answered query={entries}>{all => {
        const waiting = all.filter(isWaiting).length;
        const left = all.filter(e => (show === 'all' || (show === 'waiting' ? isWaiting(e) : e.kind === show)) && (!q || `${title(e.what)} ${e.what} ${unitName(e.unit)} ${e.unit} ${e.document ?? ''} ${e.note ?? ''}`.toLowerCase().includes(q)));
        return (
          <>
            {waiting > 0 && <p className="sheet"><Mark tone="late">{t('waitingN', { n: waiting })}</Mark> <button type="button" className="link" onClick={() => change({ show: 'waiting' })}>{t('showThem')}</button></p>}
            <div className="filters">
              <Segmented aria-label={t('show.title')} value={show} onChange={value => change({ show: value === 'all' ? null : value })} options={['all', 'waiting', 'count', 'milestone', 'difficulty'].map(value => ({ value, label: t(`show.${value}`) }))} />
              <Input.Search className="wide" allowClear placeholder={t('find')} aria-label={t('find')} defaultValue={q} onChange={event => change({ q: event.target.value })} />
              <label><Switch size="small" checked={withUndone} onChange={value => change({ undone: value ? 'true' : null })} aria-label={t('withUndone')} /> {t('withUndone')}</label>
            </div>
            {all.length === 0 ? <Nothing text={t('none')} action={add} /> : left.length === 0 ? <NoneLeft onClear={() => change({ show: null, q: null })} /> : (
              <div className="sheet"><Table<Entry>
                size="small" rowKey="id" dataSource={left} scroll={{ x: 'max-content' }} pagination={{ pageSize: 25, hideOnSinglePage: true, showSizeChanger: false }}
                columns={[
                  { title: t('what'), render: (_, e) => <span className="means">{title(e.what)}<span className="small quiet"> · {t(`kinds.${e.kind}`, e.kind)} · <code>{e.what}</code></span></span> },
                  { title: t('unit'), render: (_, e) => unitName(e.unit) },
                  { title: t('period'), render: (_, e) => (day(e.from) === day(e.to, -1) ? day(e.from) : `${day(e.from)} – ${day(e.to, -1)}`) },
                  { title: t('value'), align: 'right', render: (_, e) => (e.amount != null ? <b>{number(e.amount)}</b> : e.state ? <b>{t(`states.${e.state}`, e.state)}</b> : <span className="means note">{e.note}</span>) },
                  { title: t('evidence'), render: (_, e) => (e.document ? <>{e.document}{e.documentDate && <div className="small quiet">{day(e.documentDate)}</div>}</> : '—') },
                  { title: t('entered'), render: (_, e) => <>{e.enteredBy}<div className="small quiet"><When at={e.enteredAt} exact /></div></> },
                  { title: t('state'), render: (_, e) => <Standing entry={e} /> },
                ]}
              /></div>
            )}
          </>
        );
      }}</Answered>
      <TableUpload />
      {isAdding && <EntryForm isOpen onClose={() => setAdding(null)} typed={typed} scope={scope} />}
    </>
  );
}

/** Confirmed, undone, or what is to be done by whom. */
function Standing({ entry }: { entry: Entry }) {
  const { t } = useTranslation('entries');
  const session = useSession().data;
  const [mayOperate, mayApprove, mayAdminister] = [useMay('operate'), useMay('approve'), useMay('administer')];
  const [asked, ask] = useState<'undo' | 'confirm' | null>(null);
  const refresh = [['entries'], ['figures']];
  const undo = useAct((reason: string) => api.post('/api/v1/entries/{id}/undo', { path: { id: entry.id }, body: { by: null, reason } }), { done: t('undone'), refresh, then: () => ask(null) });
  const isMine = session?.signedIn !== 'demo' && session?.name === entry.enteredBy;
  return (
    <div className="entry-state">
      {entry.undoneAt ? <><Mark tone="paused">{t('undone')}</Mark><div className="small quiet">{entry.undoneBy}: “{entry.undoneBecause}”</div></>
        : entry.confirmedAt ? <><Mark tone="good">{t('confirmed')}</Mark><div className="small quiet">{entry.confirmedBy}</div></>
        : <><Mark tone="late">{t('waiting')}</Mark>{isMine && <div className="small quiet">{t('another')}</div>}</>}
      {!entry.undoneAt && <div className="actions no-print">
        {!entry.confirmedAt && mayApprove && <Button size="small" type="primary" disabled={isMine} onClick={() => ask('confirm')}>{t('confirm')}</Button>}
        {mayOperate && <Button size="small" onClick={() => ask('undo')}>{t('undo')}</Button>}
        {mayAdminister && <Link className="small" to={`/admin?tab=audit&subject=entry/${entry.id}`}>{t('history')}</Link>}
      </div>}
      <ReasonDialog title={t('undoTitle')} about={<p>{t('undoAbout')}</p>} ok={t('undo')} isDangerous isOpen={asked === 'undo'} isBusy={undo.isPending} onClose={() => ask(null)} onDone={reason => undo.mutate(reason)} />
      <ConfirmDialog entry={entry} isOpen={asked === 'confirm'} onClose={() => ask(null)} />
    </div>
  );
}
