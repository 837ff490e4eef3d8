import { DatePicker, Input, Modal, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { PlanDetailRow } from '../api/types';
import { useAct } from '../parts/act';
import type { Scope } from '../parts/scope';
import { useSession } from '../parts/session';
import { said } from '../parts/words';

export interface Draft { what: string; unit: string; period: string; amount: string; state: string; document: string; documentDate: Dayjs | null; note: string; by: string }

/** A count, the state of a milestone, or what made it difficult: with the paper that proves it. */
export function EntryForm({ isOpen, onClose, typed, scope }: { isOpen: boolean; onClose: () => void; typed: PlanDetailRow[]; scope: Scope }) {
  const { t } = useTranslation('entries');
  const isDemo = useSession().data?.signedIn === 'demo';
  const year = scope.plan?.year;
  const [typedDraft, setDraft] = useState<Draft>({ what: '', unit: '', period: '', amount: '', state: 'open', document: '', documentDate: null, note: '', by: '' });
  // Until something is chosen it is what the plan asks for first; the plan may come after the form.
  const draft = { ...typedDraft, what: typedDraft.what || typed[0]?.indicator || scope.plan?.id || '', unit: typedDraft.unit || scope.unit?.id || '', period: typedDraft.period || String(year ?? '') };
  const change = (parts: Partial<Draft>) => setDraft(before => ({ ...before, ...parts }));
  const kind = typed.find(r => r.indicator === draft.what)?.kind;
  const isDifficulty = draft.what === scope.plan?.id;
  const isCount = !isDifficulty && kind !== 'milestone';
  // As it is written here: 1.234,5; a point between thousands is no fraction.
  const amount = draft.amount.trim().replace(/\.(?=\d{3}(\D|$))/g, '').replace(',', '.');
  const isReady = Boolean(draft.what && draft.unit && draft.period && (isDifficulty ? draft.note.trim() : isCount ? /^-?\d+(\.\d+)?$/.test(amount) : draft.state));
  const add = useAct(() => api.post('/api/v1/entries', {
    body: {
      what: draft.what, unit: draft.unit, period: draft.period, amount: isCount ? amount : null, state: !isCount && !isDifficulty ? draft.state : null, document: draft.document.trim() || null,
      documentDate: draft.documentDate?.format('YYYY-MM-DD') ?? null, note: draft.note.trim() || null, by: draft.by.trim() || null,
    },
  }), { done: t('added'), refresh: [['entries']], then: onClose });
  const periods = year ? [`${year}`, `${year}-H1`, `${year}-9M`, ...[1, 2, 3, 4].map(n => `${year}-Q${n}`), ...Array.from({ length: 12 }, (_, i) => `${year}-M${String(i + 1).padStart(2, '0')}`)] : [];
  return (
    <Modal title={t('add')} open={isOpen} onCancel={onClose} okText={t('send')} cancelText={t('cancel', { ns: 'app' })} confirmLoading={add.isPending} okButtonProps={{ disabled: !isReady }} onOk={() => add.mutate()} width={620} destroyOnHidden>
      <p className="quiet">{t('addAbout')}</p>
      <div className="field"><label htmlFor="entry-what" className="strong">{t('what')}</label>
        <Select id="entry-what" className="full" showSearch={{ optionFilterProp: 'label' }} value={draft.what} onChange={what => change({ what })} options={[
          { label: t('kinds.count'), options: typed.filter(r => r.kind !== 'milestone').map(r => ({ value: r.indicator, label: r.title })) }, { label: t('kinds.milestone'), options: typed.filter(r => r.kind === 'milestone').map(r => ({ value: r.indicator, label: r.title })) },
          ...(scope.plan ? [{ label: t('kinds.difficulty'), options: [{ value: scope.plan.id, label: t('difficultyOf', { plan: said(scope.plan.title) }) }] }] : []),
        ]} />
      </div>
      <div className="two">
        <div className="field"><label htmlFor="entry-unit" className="strong">{t('unit')}</label><Select id="entry-unit" className="full" showSearch={{ optionFilterProp: 'label' }} value={draft.unit} onChange={unit => change({ unit })} options={scope.units.map(u => ({ value: u.id, label: said(u.name) }))} /></div>
        <div className="field"><label htmlFor="entry-period" className="strong">{t('period')}</label><Select id="entry-period" className="full" value={draft.period} onChange={period => change({ period })} options={periods.map(value => ({ value, label: value }))} /></div>
      </div>
      {isCount && <div className="field"><label htmlFor="entry-amount" className="strong">{t('amount')}</label><Input id="entry-amount" inputMode="decimal" value={draft.amount} onChange={event => change({ amount: event.target.value })} /></div>}
      {!isCount && !isDifficulty && <div className="field"><label htmlFor="entry-state" className="strong">{t('milestone')}</label><Select id="entry-state" className="full" value={draft.state} onChange={state => change({ state })} options={['open', 'done', 'not-triggered'].map(value => ({ value, label: t(`states.${value}`) }))} /></div>}
      {!isDifficulty && <div className="two">
        <div className="field"><label htmlFor="entry-document" className="strong">{t('document')}</label><Input id="entry-document" placeholder="12/BC-UBND" value={draft.document} onChange={event => change({ document: event.target.value })} /><p className="small quiet">{t('documentHelp')}</p></div>
        <div className="field"><label htmlFor="entry-date" className="strong">{t('documentDate')}</label><DatePicker id="entry-date" className="full" format="DD/MM/YYYY" value={draft.documentDate} onChange={documentDate => change({ documentDate })} /></div>
      </div>}
      <div className="field"><label htmlFor="entry-note" className="strong">{t(isDifficulty ? 'difficulty' : 'note')}</label><Input.TextArea id="entry-note" rows={isDifficulty ? 4 : 2} maxLength={1000} value={draft.note} onChange={event => change({ note: event.target.value })} /></div>
      {isDemo && <div className="field"><label htmlFor="entry-by" className="strong">{t('byName')}</label><Input id="entry-by" value={draft.by} onChange={event => change({ by: event.target.value })} /></div>}
    </Modal>
  );
}
