import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { UnknownAgency } from '../api/types';
import { useAct } from '../parts/act';
import { number } from '../parts/format';
import { Mark, When } from '../parts/marks';
import { useMay } from '../parts/session';
import { Answered } from '../parts/states';
import { said } from '../parts/words';

/** Agency codes that nobody knows, each with the units that it could mean. A person decides; then what was refused for it is counted again. */
export function UnknownCodes({ source }: { source: string | null }) {
  const { t } = useTranslation('quarantine');
  const unknown = useQuery({ queryKey: ['quarantine', 'unknown', source], queryFn: ({ signal }) => api.get('/api/v1/quarantine/unknown-codes', { query: { source }, signal }) });
  return (
    <section className="sheet" aria-label={t('unknown.title')}><h2>{t('unknown.title')}</h2><p className="quiet">{t('unknown.about')}</p>
      <Answered query={unknown} rows={3}>{data => data.agencies.length === 0 ? <p><Mark tone="good">{t('unknown.none')}</Mark></p> : <ul className="unknown">{data.agencies.slice(0, 30).map(agency => <One key={`${agency.source}|${agency.code}`} agency={agency} />)}</ul>}</Answered>
    </section>
  );
}

function One({ agency }: { agency: UnknownAgency }) {
  const { t } = useTranslation('quarantine');
  const mayOperate = useMay('operate');
  const [unit, setUnit] = useState<string | undefined>(agency.proposals[0]?.unit);
  const [isAll, setAll] = useState(agency.proposals.length === 0);
  const units = useQuery({ queryKey: ['org-units', 'now'], enabled: isAll, staleTime: 300_000, queryFn: ({ signal }) => api.get('/api/v1/org-units', { signal }) });
  const map = useAct(() => api.post('/api/v1/aliases', { body: { source: agency.source, code: agency.code, unit: unit!, from: null, replay: true, note: null } }), {
    done: answer => t('unknown.mapped', { code: answer.code, unit: answer.unitName, n: number(answer.replaying) }), refresh: [['quarantine'], ['sources'], ['health'], ['figures']],
  });
  const proposed = agency.proposals.map(p => ({ value: p.unit, label: `${p.name} · ${t('unknown.likeness', { n: p.likeness })}` }));
  const others = (units.data?.units ?? []).filter(u => !agency.proposals.some(p => p.unit === u.id)).map(u => ({ value: u.id, label: said(u.name) }));
  const because = agency.proposals.find(p => p.unit === unit);
  return (
    <li>
      <div><code className="strong">{agency.code}</code> <span className="small quiet">{agency.source} · {t('unknown.records', { n: number(agency.records) })} · <When at={agency.lastAt} /></span>{agency.replaying > 0 && <> · <Mark tone="busy">{t('unknown.replaying', { n: number(agency.replaying) })}</Mark></>}</div>
      {mayOperate && <div className="actions">
        <Select
          className="unit" aria-label={t('unknown.unit', { code: agency.code })} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={unit} placeholder={t('unknown.choose')} loading={units.isFetching} onChange={setUnit}
          options={[...(proposed.length > 0 ? [{ label: t('unknown.proposed'), options: proposed }] : []), ...(isAll ? [{ label: t('unknown.all'), options: others }] : [])]}
        />
        {!isAll && <Button onClick={() => setAll(true)}>{t('unknown.other')}</Button>}
        <Button type="primary" disabled={!unit} loading={map.isPending} onClick={() => map.mutate()}>{t('unknown.map')}</Button>
      </div>}
      {because && <p className="small quiet">{because.because}{because.known && ` (${because.known})`}</p>}
    </li>
  );
}
