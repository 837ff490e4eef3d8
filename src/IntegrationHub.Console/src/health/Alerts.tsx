import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client';
import type { AlertLine } from '../api/types';
import { ReasonDialog, useAct } from '../parts/act';
import { usePolling } from '../parts/live';
import { Mark, When } from '../parts/marks';
import { useNames } from '../parts/names';
import { useClock, useMay } from '../parts/session';
import { Answered } from '../parts/states';
import { said } from '../parts/words';

const hours = [4, 24, 72, 168];

export const useAlerts = () => useQuery({ queryKey: ['health', 'alerts'], refetchInterval: usePolling(10), queryFn: ({ signal }) => api.get('/api/v1/alerts', { signal }) });

/** What a person has to know of: cause, since when, who sees to it, what to do. */
export function Alerts({ alerts }: { alerts: ReturnType<typeof useAlerts> }) {
  const { t } = useTranslation('health');
  return (
    <section className="sheet" aria-label={t('alerts.title')}><h2>{t('alerts.title')}</h2>
      <Answered query={alerts} rows={2}>{all => {
        const open = all.filter(a => !a.closedAt);
        const closed = all.filter(a => a.closedAt);
        return (
          <>
            {open.length === 0 ? <p><Mark tone="good">{t('alerts.none')}</Mark></p> : <ul className="alerts">{open.map(alert => <One key={alert.id} alert={alert} />)}</ul>}
            {closed.length > 0 && <details><summary>{t('alerts.closed', { n: closed.length })}</summary><ul className="alerts">{closed.map(alert => <li key={alert.id}><Mark tone="good">{said(alert.title)}</Mark> <Subject id={alert.subject} /> <span className="small quiet">· <When at={alert.since} exact /> – <When at={alert.closedAt} exact /></span></li>)}</ul></details>}
          </>
        );
      }}</Answered>
    </section>
  );
}

/** What an alert is about: a source by its name and with the way to it, a stage by what it does, else the code. */
function Subject({ id }: { id: string }) {
  const { t, i18n } = useTranslation('health');
  const source = useNames().source(id);
  return source ? <Link to={`/sources/${encodeURIComponent(id)}`} title={id}>{source}</Link> : i18n.exists(`health:stages.${id}`) ? <b>{t(`stages.${id}`)}</b> : <code className="small">{id}</code>;
}

function One({ alert }: { alert: AlertLine }) {
  const { t } = useTranslation('health');
  const clock = useClock();
  const names = useNames();
  const mayOperate = useMay('operate');
  const [isOpen, setOpen] = useState(false);
  const [length, setLength] = useState(24);
  const silence = useAct((reason: string) => api.post('/api/v1/alerts/{id}/silence', { path: { id: alert.id }, body: { to: new Date(clock.now() + length * 3_600_000).toISOString(), reason, from: null, by: null } }), { done: t('alerts.silenced'), refresh: [['health', 'alerts']], then: () => setOpen(false) });
  return (
    <li>
      <Mark tone={alert.severity === 'critical' || alert.severity === 'page' ? 'bad' : 'warn'}>{said(alert.title)}</Mark> <Subject id={alert.subject} /> <span className="small quiet">· <When at={alert.since} />{alert.owner && ` · ${t('alerts.owner', { who: names.unit(alert.owner) })}`}{alert.silence != null && ` · ${t('alerts.isSilent')}`}</span>
      <div>{said(alert.text)}</div>
      <div className="small"><b>{t('alerts.remedy')}:</b> {said(alert.remedy)}</div>
      {mayOperate && alert.silence == null && <Button size="small" onClick={() => setOpen(true)}>{t('alerts.silence')}</Button>}
      <ReasonDialog title={t('alerts.silenceTitle')} ok={t('alerts.silence')} isOpen={isOpen} isBusy={silence.isPending} onClose={() => setOpen(false)} onDone={reason => silence.mutate(reason)} about={<><p>{t('alerts.silenceAbout')}</p><p><Select aria-label={t('alerts.length')} value={length} onChange={setLength} options={hours.map(value => ({ value, label: t('alerts.hours', { n: value }) }))} /></p></>} />
    </li>
  );
}
