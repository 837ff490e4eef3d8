import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, send } from '../api/client';
import type { CatalogueText, DiffFile, Finding } from '../api/types';
import { ReasonDialog, useAct } from '../parts/act';
import { Mark, When } from '../parts/marks';
import { useAddress } from '../parts/scope';
import { useMay } from '../parts/session';
import { Answered } from '../parts/states';
import { language } from '../parts/words';
import { Drafts } from './Drafts';

/** Indicators, plans, units and mappings as files: read, changed with lint and differences, approved by another person, brought back. */
export function Catalogue() {
  const { t } = useTranslation('admin');
  const [search, change] = useAddress();
  const mayOperate = useMay('operate');
  const catalogue = useQuery({ queryKey: ['catalogue', 'now'], queryFn: ({ signal }) => api.get('/api/v1/catalogue', { signal }) });
  const path = search.get('file') ?? 'indicators.yaml';
  return (
    <>
      <p className="quiet">{t('catalogue.about')}</p>
      <Answered query={catalogue}>{data => (
        <>
          <p className="small quiet">{t('catalogue.version', { n: data.version })} · {data.appliedBy} · <When at={data.appliedAt} exact /></p>
          <Drafts />
          <div className="filters"><Select className="wide" aria-label={t('catalogue.file')} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={path} onChange={file => change({ file })} options={data.files.map(f => ({ value: f.path, label: f.path }))} /></div>
          <FileText key={`${path}|${data.version}`} path={path} mayChange={mayOperate} />
        </>
      )}</Answered>
      <Versions />
    </>
  );
}

function FileText({ path, mayChange }: { path: string; mayChange: boolean }) {
  const { t } = useTranslation('admin');
  const [text, setText] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const file = useQuery({ queryKey: ['catalogue', 'file', path], queryFn: ({ signal }) => send<CatalogueText>('GET', `/api/v1/catalogue/files/${path.split('/').map(encodeURIComponent).join('/')}`, { signal }) });
  const files = [{ path, text }];
  const lint = useAct(() => api.post('/api/v1/catalogue/lint', { body: { files, removed: null } }));
  const draft = useAct((note: string) => api.post('/api/v1/catalogue/drafts', { body: { note, files, removed: null, by: null } }), { done: t('catalogue.drafted'), refresh: [['catalogue']], then: () => { setAsking(false); setText(null); } });
  return (
    <div className="sheet"><h2><code>{path}</code></h2>
      <Answered query={file}>{data => text === null
        ? <><pre className="text" tabIndex={0} aria-label={path}>{data.text}</pre>{mayChange && <p><Button onClick={() => setText(data.text)}>{t('catalogue.change')}</Button></p>}</>
        : <>
          <Input.TextArea className="code" aria-label={path} rows={20} value={text} spellCheck={false} onChange={event => { setText(event.target.value); lint.reset(); }} />
          <p className="actions gap-top"><Button loading={lint.isPending} onClick={() => lint.mutate()}>{t('catalogue.lint')}</Button><Button type="primary" disabled={!lint.data?.passed || text === data.text} onClick={() => setAsking(true)}>{t('catalogue.send')}</Button><Button onClick={() => { setText(null); lint.reset(); }}>{t('cancel', { ns: 'app' })}</Button></p>
          {lint.data && <><p><Mark tone={lint.data.passed ? 'good' : 'bad'}>{t(lint.data.passed ? 'catalogue.passed' : 'catalogue.failed')}</Mark></p><FindingsList findings={lint.data.findings} /><Differences files={lint.data.changes} /></>}
        </>}</Answered>
      <ReasonDialog title={t('catalogue.send')} about={<p>{t('catalogue.sendAbout')}</p>} ok={t('catalogue.send')} isOpen={isAsking} isBusy={draft.isPending} onClose={() => setAsking(false)} onDone={note => draft.mutate(note)} />
    </div>
  );
}

export function FindingsList({ findings }: { findings: Finding[] }) {
  const vi = language() === 'vi';
  return findings.length === 0 ? null : <ul className="refused">{findings.map((f, i) => <li key={i}><Mark tone={f.severity === 'error' ? 'bad' : 'warn'}>{f.file}{f.line ? `:${f.line}` : ''}</Mark> {vi ? f.messageVi ?? f.message : f.message} <span className="small quiet">{vi ? f.remedyVi ?? f.remedy : f.remedy} <code>{f.code}</code></span></li>)}</ul>;
}

/** As in a code review: what went, what came. */
export function Differences({ files }: { files: DiffFile[] }) {
  const { t } = useTranslation('admin');
  return <>{files.map(file => (
    <div key={file.path} className="gap-top"><p className="strong"><code>{file.path}</code> <Tag>{t(`catalogue.changes.${file.change}`, file.change)}</Tag></p>
      <pre className="text" tabIndex={0} aria-label={file.path}>{file.lines.map((line, i) => <div key={i} className={lineClass(line)}>{lineText(line)}</div>)}</pre>
    </div>
  ))}</>;
}

type Line = DiffFile['lines'][number];
const signOf = (line: Line) => (line.change === 'added' ? '+' : line.change === 'removed' ? '−' : ' ');
const lineClass = (line: Line) => (line.change === 'added' ? 'is' : line.change === 'removed' ? 'bad' : 'quiet');
const lineText = (line: Line) => `${signOf(line)} ${line.text}`;

function Versions() {
  const { t } = useTranslation('admin');
  const mayOperate = useMay('operate');
  const [search, change] = useAddress();
  const [back, setBack] = useState<number | null>(null);
  const shown = Number(search.get('version')) || null;
  const versions = useInfiniteQuery({
    queryKey: ['catalogue', 'versions'], initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => api.get('/api/v1/catalogue/versions', { query: { limit: 20, cursor: pageParam }, signal }), getNextPageParam: page => page.next,
  });
  const diff = useQuery({ queryKey: ['catalogue', 'diff', shown], enabled: shown !== null, queryFn: ({ signal }) => api.get('/api/v1/catalogue/versions/{version}/diff', { path: { version: shown! }, signal }) });
  const restore = useAct((note: string) => api.post('/api/v1/catalogue/versions/{version}/restore', { path: { version: back! }, body: { note, by: null } }), { done: t('catalogue.drafted'), refresh: [['catalogue']], then: () => setBack(null) });
  return (
    <section><h2 className="section">{t('catalogue.versions')}</h2>
      <Answered query={versions}>{data => (
        <ol className="history">{data.pages.flatMap(p => p.items).map((v, i) => (
          <li key={v.version} className="sheet">
            <div className="source-head"><h2>{t('catalogue.version', { n: v.version })}</h2><span className="actions"><Button size="small" aria-expanded={shown === v.version} onClick={() => change({ version: shown === v.version ? null : String(v.version) })}>{t('catalogue.differences')}</Button>{mayOperate && i > 0 && <Button size="small" onClick={() => setBack(v.version)}>{t('catalogue.back')}</Button>}</span></div>
            <p className="small quiet"><When at={v.appliedAt} exact /> · {v.appliedBy}{v.approvedBy && ` · ${t('catalogue.approvedBy', { who: v.approvedBy })}`}{v.note && <> · “{v.note}”</>}</p>
            <p className="small">{v.changes.slice(0, 8).map(c => <code key={c.path} className="tagged">{c.path} </code>)}{v.changes.length > 8 && ` +${v.changes.length - 8}`}</p>
            {shown === v.version && diff.data && <Differences files={diff.data.files.slice(0, 20)} />}
          </li>
        ))}</ol>
      )}</Answered>
      {versions.hasNextPage && <Button loading={versions.isFetchingNextPage} onClick={() => void versions.fetchNextPage()}>{t('more', { ns: 'app' })}</Button>}
      <ReasonDialog title={t('catalogue.backTitle', { n: back })} about={<p>{t('catalogue.sendAbout')}</p>} ok={t('catalogue.back')} isOpen={back !== null} isBusy={restore.isPending} onClose={() => setBack(null)} onDone={note => restore.mutate(note)} />
    </section>
  );
}
