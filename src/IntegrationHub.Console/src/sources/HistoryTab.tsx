import { useQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { SourceDetail } from '../api/types';
import { ReasonDialog, useAct } from '../parts/act';
import { When } from '../parts/marks';
import { useMay } from '../parts/session';
import { Answered, Nothing } from '../parts/states';

/** Every version of a definition with what it changed, and the way back. */
export function HistoryTab({ source }: { source: SourceDetail }) {
  const { t } = useTranslation('sources');
  const mayOperate = useMay('operate');
  const [back, setBack] = useState<number | null>(null);
  const history = useQuery({ queryKey: ['sources', 'history', source.id, source.revision], queryFn: ({ signal }) => api.get('/api/v1/sources/{id}/history', { path: { id: source.id }, query: { limit: 50 }, signal }) });
  const restore = useAct((note: string) => api.post('/api/v1/sources/{id}/history/{version}/restore', { path: { id: source.id, version: back! }, body: { note: note || null }, revision: source.revision }), {
    done: t('history.restored'), refresh: [['sources'], ['health']], then: () => setBack(null),
  });
  return (
    <Answered query={history}>{page => page.items.length === 0 ? <Nothing text={t('history.none')} /> : (
      <>
        <ol className="history">{page.items.map((entry, i) => (
          <li key={entry.version} className="sheet">
            <div className="source-head">
              <h2>{t('history.version', { n: entry.version })} <Tag>{t(`history.${entry.change}`, entry.change)}</Tag></h2>
              {mayOperate && i > 0 && entry.definition && <Button size="small" onClick={() => setBack(entry.version)}>{t('history.back')}</Button>}
            </div>
            <p className="small quiet"><When at={entry.at} exact /> · {entry.by} · {t(`history.from_${entry.origin}`, entry.origin)}{entry.note && <> · “{entry.note}”</>}</p>
            {entry.change === 'changed' && entry.differences.length > 0 && (
              <table className="diff"><thead><tr><th>{t('history.field')}</th><th>{t('preview.before')}</th><th>{t('preview.after')}</th></tr></thead>
                <tbody>{entry.differences.map(d => <tr key={d.field}><td><code>{d.field}</code></td><td className="was">{d.before ?? '—'}</td><td className="is">{d.after ?? '—'}</td></tr>)}</tbody>
              </table>
            )}
          </li>
        ))}</ol>
        <ReasonDialog title={t('history.backTitle', { n: back })} about={<p>{t('history.backAbout')}</p>} ok={t('history.back')} isNeeded={false} isOpen={back !== null} isBusy={restore.isPending} onClose={() => setBack(null)} onDone={note => restore.mutate(note)} />
      </>
    )}</Answered>
  );
}
