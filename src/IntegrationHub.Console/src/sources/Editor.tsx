import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Space } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { Problem } from '../api/problem';
import type { ConnectorAnswer, Finding, SourceDetail } from '../api/types';
import { useAct } from '../parts/act';
import { language } from '../parts/words';
import { draftOf, emptyDraft, hasTyped, orderOf, type Draft } from './draft';
import { GeneralFields } from './GeneralFields';
import { OptionsForm } from './OptionsForm';
import { PreviewReport } from './PreviewReport';
import { TestReport } from './TestReport';
import { forgetUnfinished, keepUnfinished, unfinished } from './unfinished';

export const useConnectors = () => useQuery({ queryKey: ['connectors'], queryFn: ({ signal }) => api.get('/api/v1/connectors', { signal }), staleTime: 300_000 });

/** What the hub found wrong, by field. */
export type Faults = Record<string, string>;

const faultsOf = (findings: Finding[]): Faults => {
  const faults: Faults = {};
  for (const finding of findings) {
    const vi = language() === 'vi';
    const text = [vi ? finding.messageVi ?? finding.message : finding.message, vi ? finding.remedyVi ?? finding.remedy : finding.remedy].filter(Boolean).join(' ');
    const field = finding.field ?? '';
    faults[field] = faults[field] ? `${faults[field]} ${text}` : text;
  }
  return faults;
};

/** A source is set up or changed: filled in, tested, looked at, and only then saved. */
export function Editor({ connector, source, isForAccount = false }: { connector: ConnectorAnswer; source?: SourceDetail; /** Opened because the source refused the account: the eye is led to the password. */ isForAccount?: boolean }) {
  const { t } = useTranslation('sources');
  const navigate = useNavigate();
  const [begun] = useState(() => (source ? null : unfinished(connector)));
  const [isResumed, setResumed] = useState(begun !== null);
  const [draft, setDraft] = useState<Draft>(() => (source ? draftOf(source.definition, connector) : begun ?? emptyDraft(connector)));
  useEffect(() => { if (!source) keepUnfinished(draft, connector); }, [draft, connector, source]);
  const startAnew = () => {
    setDraft(emptyDraft(connector));
    setFaults({});
    setResumed(false);
  };
  const [faults, setFaults] = useState<Faults>({});
  const change = (parts: Partial<Draft>) => setDraft(before => ({ ...before, ...parts }));
  const order = () => orderOf(draft, source?.definition);
  const id = draft.id.trim() || 'new';

  /** What is wrong in the form is shown at its field, not in a window. */
  const guarded = async <T,>(work: () => Promise<T>): Promise<T | null> => {
    const missing = connector.options.filter(o => o.required && (draft.options[o.name] === undefined || draft.options[o.name] === '' || JSON.stringify(draft.options[o.name]) === '{}'));
    const empty: Faults = { ...Object.fromEntries(missing.map(o => [`options.${o.name}`, t('form.missing')])), ...(draft.nameVi.trim() ? {} : { 'name.vi': t('form.missing') }), ...(draft.id.trim() ? {} : { id: t('form.missing') }) };
    setFaults(empty);
    if (Object.keys(empty).length > 0) return null;
    try {
      return await work();
    } catch (fault) {
      if (fault instanceof Problem && Array.isArray(fault.rest.findings)) {
        setFaults(faultsOf(fault.rest.findings as Finding[]));
        return null;
      }
      throw fault;
    }
  };

  const test = useAct(() => guarded(() => api.post('/api/v1/sources/{id}/test', { path: { id }, body: { definition: order() } })));
  const preview = useAct(() => guarded(() => api.post('/api/v1/sources/{id}/preview', { path: { id }, body: { stream: null, limit: 20, from: null, effect: true, definition: order() } })));
  // Whoever mends a source wants to see it well: it is read again at once, unless it is not to be read now.
  const isMending = source?.state === 'failed' && !source.paused && draft.enabled;
  const save = useAct(() => guarded(async () => {
    const saved = source ? await api.put('/api/v1/sources/{id}', { path: { id: source.id }, body: order(), revision: source.revision }) : await api.post('/api/v1/sources', { body: order() });
    const isAsked = isMending && await api.post('/api/v1/sources/{id}/pull', { path: { id: source.id } }).then(() => true, () => false);
    return { ...saved, isAsked };
  }), {
    done: saved => (saved ? t(saved.isAsked ? 'form.mended' : saved.changed || hasTyped(draft) ? 'form.saved' : 'form.same') : ''), refresh: [['sources'], ['health'], ['connectors']],
    then: saved => { if (!saved) return; if (!source) forgetUnfinished(connector.key); navigate(`/sources/${encodeURIComponent(saved.id)}`); },
  });
  const password = isForAccount ? connector.options.find(o => o.secret)?.name : undefined;
  useEffect(() => { if (password) document.getElementById(`secret-${password}`)?.focus(); }, [password]);
  const isBusy = test.isPending || preview.isPending || save.isPending;
  const loose = Object.entries(faults).filter(([field]) => !field.startsWith('options.') && !['id', 'name.vi', 'schedule', 'streams', 'budget'].includes(field) && !field.startsWith('hours'));
  return (
    <div className="editor">
      <div>
        {isResumed && <Alert className="gap" type="info" showIcon title={t('form.resumed')} description={connector.options.some(o => o.secret) ? t('form.resumedAbout') : undefined} action={<Button size="small" onClick={startAnew}>{t('form.anew')}</Button>} />}
        <GeneralFields key={isResumed ? 'resumed' : 'new'} draft={draft} connector={connector} isNew={!source} faults={faults} onChange={change} />
        <section className="sheet"><h2>{t('form.connection')}</h2><OptionsForm connector={connector} values={draft.options} faults={faults} onChange={options => change({ options })} /></section>
        {Object.keys(faults).length > 0 && <Alert className="gap" type="error" showIcon role="alert" title={t('form.wrong', { n: Object.keys(faults).length })} description={loose.length > 0 ? <ul>{loose.map(([field, text]) => <li key={field}><code>{field}</code> {text}</li>)}</ul> : undefined} />}
        <Space wrap className="gap">
          <Button loading={test.isPending} disabled={isBusy} onClick={() => test.mutate()}>{t('do.test')}</Button>
          <Button loading={preview.isPending} disabled={isBusy} onClick={() => preview.mutate()}>{t('do.preview')}</Button>
          <Button type="primary" loading={save.isPending} disabled={isBusy} onClick={() => save.mutate()}>{t(isMending ? 'do.mend' : source ? 'do.save' : 'do.create')}</Button>
        </Space>
      </div>
      <div aria-live="polite">
        {test.isPending && <p className="sheet" role="status">{t('test.running')}</p>}
        {test.data && !test.isPending && <TestReport report={test.data} />}
        {preview.isPending && <p className="sheet" role="status">{t('preview.running')}</p>}
        {preview.data && !preview.isPending && <PreviewReport report={preview.data} />}
        {!test.data && !preview.data && !test.isPending && !preview.isPending && <p className="sheet quiet">{t('form.order')}</p>}
      </div>
    </div>
  );
}
