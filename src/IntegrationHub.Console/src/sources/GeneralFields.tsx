import { Checkbox, Input, InputNumber, Select, Space, Switch } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectorAnswer } from '../api/types';
import { said } from '../parts/words';
import { slug, type Draft } from './draft';
import type { Faults } from './Editor';

const usual = ['*/15 * * * *', '0 * * * *', '0 */6 * * *', '0 6 * * *', '0 6 1 * *', ''];

/** A field with its label, its help beside it and what is wrong under it. */
export function Field({ id, label, help, fault, children }: { id: string; label: ReactNode; help?: ReactNode; fault?: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id} className="strong">{label}</label>
      {children}
      {fault && <p className="bad small" role="alert">{fault}</p>}
      {help && <p className="small quiet">{help}</p>}
    </div>
  );
}

/** What every source has, whatever it is read by. */
export function GeneralFields({ draft, connector, isNew, faults, onChange }: { draft: Draft; connector: ConnectorAnswer; isNew: boolean; faults: Faults; onChange: (parts: Partial<Draft>) => void }) {
  const { t } = useTranslation('sources');
  const [isOwn, setOwn] = useState(!usual.includes(draft.schedule));
  return (
    <section className="sheet"><h2>{t('form.general')}</h2>
      <Field id="name-vi" label={t('form.name')} fault={faults['name.vi']}>
        <Input id="name-vi" value={draft.nameVi} status={faults['name.vi'] ? 'error' : undefined} onChange={event => onChange({ nameVi: event.target.value, ...(isNew && draft.id === slug(draft.nameVi) ? { id: slug(event.target.value) } : {}) })} />
      </Field>
      <div className="two">
        <Field id="name-en" label={t('form.nameEn')}><Input id="name-en" value={draft.nameEn} onChange={event => onChange({ nameEn: event.target.value })} /></Field>
        <Field id="source-id" label={t('form.id')} fault={faults.id} help={isNew ? t('form.idHelp') : undefined}><Input id="source-id" value={draft.id} disabled={!isNew} status={faults.id ? 'error' : undefined} onChange={event => onChange({ id: event.target.value })} /></Field>
      </div>
      <fieldset className="field"><legend className="strong">{t('streams')}</legend>
        <Checkbox.Group value={draft.streams} onChange={streams => onChange({ streams })}>
          <Space orientation="vertical" size={2}>{connector.streams.map(s => <Checkbox key={s.name} value={s.name}>{said(s.title)} <code className="small quiet">{s.name}</code></Checkbox>)}</Space>
        </Checkbox.Group>
        {faults.streams && <p className="bad small" role="alert">{faults.streams}</p>}
      </fieldset>
      <div className="two">
        <Field id="schedule" label={t('form.schedule')} fault={faults.schedule} help={isOwn ? t('form.cronHelp') : undefined}>
          <Select id="schedule" className="full" value={isOwn ? 'own' : draft.schedule} onChange={value => { setOwn(value === 'own'); if (value !== 'own') onChange({ schedule: value }); }} options={[...usual.map(value => ({ value, label: t(`cron.${value || 'request'}`) })), { value: 'own', label: t('cron.own') }]} />
          {isOwn && <Input aria-label={t('form.cron')} value={draft.schedule} onChange={event => onChange({ schedule: event.target.value })} />}
        </Field>
        <Field id="enabled" label={t('form.enabled')} help={t('form.enabledHelp')}><div><Switch id="enabled" checked={draft.enabled} onChange={enabled => onChange({ enabled })} /></div></Field>
      </div>
      <details className="field"><summary>{t('form.more')}</summary>
        <div className="two">
          <Field id="hours" label={t('form.hours')} help={t('form.hoursHelp')} fault={Object.entries(faults).find(([field]) => field.startsWith('hours'))?.[1]}><Input id="hours" placeholder="18:00-06:00" value={draft.hours} onChange={event => onChange({ hours: event.target.value })} /></Field>
          <Field id="budget" label={t('form.budget')} help={t('form.budgetHelp')} fault={faults.budget}>
            <Space.Compact><InputNumber id="budget" min={1} value={draft.requests} onChange={requests => onChange({ requests })} /><Select aria-label={t('form.per')} value={draft.per} onChange={per => onChange({ per })} options={['second', 'minute', 'hour', 'day'].map(value => ({ value, label: t(`per.${value}`) }))} /></Space.Compact>
          </Field>
        </div>
      </details>
      {!isNew && <Field id="note" label={t('form.note')} help={t('form.noteHelp')}><Input id="note" maxLength={300} value={draft.note} onChange={event => onChange({ note: event.target.value })} /></Field>}
    </section>
  );
}
