import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { UnknownValue } from '../api/types';
import { useAct } from '../parts/act';
import { number } from '../parts/format';
import { Mark, When } from '../parts/marks';
import { useMay } from '../parts/session';
import { Answered } from '../parts/states';

/** Statuses and other codes of a field that the mapping does not know. What one means changes figures: one person proposes it, another approves the mapping. */
export function UnknownValues({ source, code }: { source: string | null; code: string }) {
  const { t } = useTranslation('quarantine');
  const unknown = useQuery({ queryKey: ['quarantine', 'unknown', source], queryFn: ({ signal }) => api.get('/api/v1/quarantine/unknown-codes', { query: { source }, signal }) });
  return (
    <section className="sheet" aria-label={t('values.title')}><h2>{t('values.title')}</h2><p className="quiet">{t('values.about')}</p>
      <Answered query={unknown} rows={3}>{data => {
        const values = data.values.filter(v => v.code === code);
        return values.length === 0 ? <p><Mark tone="good">{t('values.none')}</Mark></p> : <ul className="unknown">{values.slice(0, 30).map(value => <One key={`${value.source}|${value.stream}|${value.place}|${value.value}`} value={value} />)}</ul>;
      }}</Answered>
    </section>
  );
}

function One({ value }: { value: UnknownValue }) {
  const { t } = useTranslation('quarantine');
  const mayOperate = useMay('operate');
  const [like, setLike] = useState<string>();
  const propose = useAct(() => api.post('/api/v1/quarantine/unknown-codes/meaning', { body: { source: value.source, stream: value.stream, place: value.place, value: value.value, like: like!, note: null, by: null } }), {
    done: draft => t('values.proposed', { id: draft.id }), refresh: [['quarantine'], ['catalogue']],
  });
  return (
    <li>
      <div><code className="strong">{value.value}</code> <span className="small quiet">{value.place} · {value.source}/{value.stream} · {t('unknown.records', { n: number(value.records) })} · <When at={value.lastAt} /></span>{value.replaying > 0 && <> · <Mark tone="busy">{t('unknown.replaying', { n: number(value.replaying) })}</Mark></>}</div>
      {value.meanings.length === 0 ? <p className="small quiet">{t('values.byHand', { file: value.mapping })}</p> : mayOperate && <div className="actions">
        <Select
          className="unit" aria-label={t('values.meaning', { value: value.value })} popupMatchSelectWidth={false} value={like} placeholder={t('values.choose')} onChange={setLike}
          options={value.meanings.map(m => ({ value: m.codes[0]!, label: t('values.like', { codes: m.codes.join(', '), conditions: m.conditions.length > 0 ? m.conditions.join(', ') : t('values.noCondition') }) }))}
        />
        <Button type="primary" disabled={!like} loading={propose.isPending} onClick={() => propose.mutate()}>{t('values.propose')}</Button>
      </div>}
    </li>
  );
}
