import { DatePicker, Input, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { useAct } from '../parts/act';
import { usePlans } from '../parts/scope';
import { useClock, useSession } from '../parts/session';
import { said } from '../parts/words';

/** The figures of a plan are frozen as they are known now. */
export function Prepare({ isOpen, onClose, plan }: { isOpen: boolean; onClose: () => void; plan: string | null }) {
  const { t } = useTranslation('releases');
  const navigate = useNavigate();
  const plans = usePlans();
  const clock = useClock();
  const isDemo = useSession().data?.signedIn === 'demo';
  const [chosen, setChosen] = useState<string | null>(null);
  const [period, setPeriod] = useState('');
  const [cutOff, setCutOff] = useState<Dayjs | null>(null);
  const [by, setBy] = useState('');
  const id = chosen ?? plan ?? plans.data?.[0]?.id;
  const year = plans.data?.find(p => p.id === id)?.year ?? new Date(clock.now()).getFullYear();
  const periods = [{ value: '', label: t('cumulative') }, ...['H1', '9M', ''].map(p => (p ? `${year}-${p}` : `${year}`)).map(value => ({ value, label: value })), ...[1, 2, 3, 4].map(n => ({ value: `${year}-Q${n}`, label: `${year}-Q${n}` })), ...Array.from({ length: 12 }, (_, i) => `${year}-M${String(i + 1).padStart(2, '0')}`).map(value => ({ value, label: value }))];
  const prepare = useAct(() => api.post('/api/v1/releases', { body: { plan: id!, period: period || null, calendar: null, view: null, cutOff: !period && cutOff ? cutOff.add(1, 'day').format('YYYY-MM-DD') : null, by: by.trim() || null } }), {
    done: t('preparedNow'), refresh: [['releases']], then: made => { onClose(); navigate(`/releases/${made.id}`); },
  });
  return (
    <Modal title={t('prepare')} open={isOpen} onCancel={onClose} okText={t('prepare')} cancelText={t('cancel', { ns: 'app' })} okButtonProps={{ disabled: !id }} confirmLoading={prepare.isPending} onOk={() => prepare.mutate()} destroyOnHidden>
      <p>{t('prepareAbout')}</p>
      <div className="field"><label htmlFor="release-plan" className="strong">{t('plan')}</label><Select id="release-plan" className="full" value={id} onChange={setChosen} options={plans.data?.map(p => ({ value: p.id, label: said(p.title) }))} /></div>
      <div className="field"><label htmlFor="release-period" className="strong">{t('period')}</label><Select id="release-period" className="full" value={period} onChange={setPeriod} options={periods} /></div>
      {!period && <div className="field"><label htmlFor="release-cut" className="strong">{t('cutOff')}</label><DatePicker id="release-cut" className="full" format="DD/MM/YYYY" placeholder={t('yesterday')} value={cutOff} maxDate={clock.isKnown ? dayjs(clock.now()) : undefined} onChange={setCutOff} /></div>}
      {isDemo && <div className="field"><label htmlFor="release-by" className="strong">{t('byName')}</label><Input id="release-by" value={by} onChange={event => setBy(event.target.value)} /><p className="small quiet">{t('demoName')}</p></div>}
    </Modal>
  );
}
