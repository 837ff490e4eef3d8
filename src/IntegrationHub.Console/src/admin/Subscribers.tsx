import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Modal, Switch, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { SubscriptionAnswer } from '../api/types';
import { ReasonDialog, useAct } from '../parts/act';
import { number } from '../parts/format';
import { usePolling } from '../parts/live';
import { Fact, Fresh, Mark, When, type Tone } from '../parts/marks';
import { useAddress } from '../parts/scope';
import { useMay } from '../parts/session';
import { Answered, Nothing } from '../parts/states';
import { Deliveries } from './Deliveries';

const tones: Record<string, Tone> = { active: 'good', failing: 'bad', paused: 'paused' };

/** Who is sent the figures, how far, and what is in the way. */
export function Subscribers() {
  const { t } = useTranslation('admin');
  const mayAdminister = useMay('administer');
  const [isAdding, setAdding] = useState(false);
  const subscribers = useQuery({ queryKey: ['subscriptions'], refetchInterval: usePolling(10), queryFn: ({ signal }) => api.get('/api/v1/subscriptions', { signal }) });
  const add = mayAdminister && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('subscriber.add')}</Button>;
  return (
    <>
      <p className="quiet">{t('subscriber.about')}</p>
      <Answered query={subscribers}>{all => all.length === 0 ? <Nothing text={t('subscriber.none')} action={add} /> : <>{add && <p>{add}</p>}<ul className="history">{all.map(s => <One key={s.id} subscriber={s} />)}</ul></>}</Answered>
      <Add isOpen={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}

function One({ subscriber: s }: { subscriber: SubscriptionAnswer }) {
  const { t } = useTranslation('admin');
  const { modal } = App.useApp();
  const [search, change] = useAddress();
  const [mayOperate, mayAdminister] = [useMay('operate'), useMay('administer')];
  const [isPausing, setPausing] = useState(false);
  const refresh = [['subscriptions'], ['deliveries'], ['health']];
  const pause = useAct((reason: string) => api.post('/api/v1/subscriptions/{id}/pause', { path: { id: s.id }, body: { reason } }), { done: t('subscriber.paused'), refresh, then: () => setPausing(false) });
  const resume = useAct(() => api.post('/api/v1/subscriptions/{id}/resume', { path: { id: s.id } }), { done: t('subscriber.resumed'), refresh });
  const test = useAct(() => api.post('/api/v1/subscriptions/{id}/test', { path: { id: s.id } }), { done: t('subscriber.tested'), refresh });
  const remove = useAct(() => api.delete('/api/v1/subscriptions/{id}', { path: { id: s.id } }), { done: t('subscriber.removed'), refresh });
  const isOpen = search.get('subscriber') === s.id;
  const filters = [...(s.filter.types ?? []), ...(s.filter.plans ?? []), ...(s.filter.indicators ?? []), ...(s.filter.units ?? []), ...(s.filter.minimumGrade && s.filter.minimumGrade !== 'any' ? [s.filter.minimumGrade] : [])];
  return (
    <li className="sheet">
      <div className="source-head"><h2>{s.id} <Tag>{t(`subscriber.kinds.${s.kind}`, s.kind)}</Tag></h2><Mark tone={tones[s.state] ?? 'quiet'}>{t(`subscriber.states.${s.state}`, s.state)}</Mark></div>
      {s.url && <p className="small break"><code>{s.url}</code></p>}
      {s.problem && s.state === 'failing' && <p className="bad">{s.problem}{s.failingSince && <> · <When at={s.failingSince} /></>}</p>}
      {s.pausedAt && <p>{s.pausedBy}, <When at={s.pausedAt} exact />: “{s.pausedBecause}”</p>}
      <dl className="facts">
        <Fact label={t('subscriber.events')}><Fresh value={s.events}>{number(s.events)}</Fresh></Fact>
        <Fact label={t('subscriber.waiting')}>{number(s.waiting)}</Fact>
        <Fact label={t('subscriber.parked')}><span className={s.parked > 0 ? 'bad' : undefined}>{number(s.parked)}</span></Fact>
        <Fact label={t('subscriber.acknowledged')}><When at={s.acknowledgedAt} /></Fact>
        {s.secret && <Fact label={t('subscriber.secret')}><code className="small">{s.secret}</code></Fact>}
        {filters.length > 0 && <Fact label={t('subscriber.filter')}><span className="small">{filters.join(', ')}</span></Fact>}
      </dl>
      <div className="actions gap-top">
        {mayOperate && s.state === 'paused' && <Button type="primary" loading={resume.isPending} onClick={() => resume.mutate()}>{t('subscriber.resume')}</Button>}
        {mayOperate && s.kind === 'webhook' && <Button loading={test.isPending} onClick={() => test.mutate()}>{t('subscriber.test')}</Button>}
        {s.kind !== 'bus' && <Button aria-expanded={isOpen} onClick={() => change({ subscriber: isOpen ? null : s.id })}>{t('subscriber.deliveries')}</Button>}
        {mayOperate && s.state !== 'paused' && s.kind !== 'bus' && <Button onClick={() => setPausing(true)}>{t('subscriber.pause')}</Button>}
        {mayAdminister && s.kind === 'webhook' && <Button danger onClick={() => void modal.confirm({ title: t('subscriber.removeTitle', { id: s.id }), content: t('subscriber.removeAbout'), okText: t('remove'), okButtonProps: { danger: true }, onOk: () => remove.mutateAsync().catch(() => undefined) })}>{t('remove')}</Button>}
      </div>
      {isOpen && <Deliveries id={s.id} />}
      <ReasonDialog title={t('subscriber.pauseTitle', { id: s.id })} ok={t('subscriber.pause')} isOpen={isPausing} isBusy={pause.isPending} onClose={() => setPausing(false)} onDone={reason => pause.mutate(reason)} />
    </li>
  );
}

function Add({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [order, setOrder] = useState({ id: '', url: '', secret: 'env:', fromStart: false, ordered: true });
  const change = (parts: Partial<typeof order>) => setOrder(before => ({ ...before, ...parts }));
  const add = useAct(() => api.post('/api/v1/subscriptions', { body: { ...order, filter: null } }), { done: t('subscriber.added'), refresh: [['subscriptions']], then: onClose });
  return (
    <Modal title={t('subscriber.add')} open={isOpen} onCancel={onClose} okText={t('subscriber.add')} cancelText={t('cancel', { ns: 'app' })} okButtonProps={{ disabled: !order.id.trim() || !order.url.trim() || order.secret.length < 5 }} confirmLoading={add.isPending} onOk={() => add.mutate()} destroyOnHidden>
      <div className="field"><label htmlFor="sub-id" className="strong">{t('subscriber.id')}</label><Input id="sub-id" value={order.id} onChange={event => change({ id: event.target.value })} /><p className="small quiet">{t('subscriber.idHelp')}</p></div>
      <div className="field"><label htmlFor="sub-url" className="strong">{t('subscriber.url')}</label><Input id="sub-url" placeholder="https://" value={order.url} onChange={event => change({ url: event.target.value })} /></div>
      <div className="field"><label htmlFor="sub-secret" className="strong">{t('subscriber.secret')}</label><Input id="sub-secret" value={order.secret} onChange={event => change({ secret: event.target.value })} /><p className="small quiet">{t('subscriber.secretHelp')}</p></div>
      <p><label><Switch size="small" checked={order.ordered} onChange={ordered => change({ ordered })} aria-label={t('subscriber.ordered')} /> {t('subscriber.ordered')}</label></p>
      <p><label><Switch size="small" checked={order.fromStart} onChange={fromStart => change({ fromStart })} aria-label={t('subscriber.fromStart')} /> {t('subscriber.fromStart')}</label></p>
    </Modal>
  );
}
