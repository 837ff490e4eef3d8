import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Segmented } from 'antd';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCodes } from '../codes';
import { span } from '../parts/format';
import { Head, Mark, NoneLeft } from '../parts/marks';
import { useAddress } from '../parts/scope';
import { useClock, useMay } from '../parts/session';
import { Answered, Loading, Nothing } from '../parts/states';
import { said } from '../parts/words';
import { isTrouble, judge, type Judged } from './judge';
import { useSources, useSourcesHealth } from './queries';
import { SourceCard } from './SourceCard';
import type { SourceHealth, SourceSummary } from '../api/types';

interface Line { source: SourceSummary; health: SourceHealth | undefined; judged: Judged }

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();

/** What stands first: which source is in trouble, since when. Everything else can wait. */
function Standing({ lines }: { lines: Line[] }) {
  const { t } = useTranslation('sources');
  const codes = useCodes();
  const clock = useClock();
  const bad = lines.filter(l => isTrouble(l.judged));
  if (bad.length === 0) return <p className="sheet standing"><Mark tone="good">{t('standing.well', { n: lines.length })}</Mark></p>;
  return (
    <section className="sheet standing" aria-label={t('standing.title')}>
      <h2>{t('standing.some', { n: bad.length, of: lines.length })}</h2>
      <ul>{bad.slice(0, 5).map(({ source, judged }) => (
        <li key={source.id}>
          <Mark tone={judged.tone}><Link to={source.id}>{said(source.name)}</Link></Mark>{' '}
          {(judged.word === 'failed' && source.lastRun?.errorCode ? codes(source.lastRun.errorCode).title : t(`state.${judged.word}`)).toLowerCase()}
          {judged.since && `, ${t('standing.for', { time: span(Math.max(0, Math.round((clock.now() - new Date(judged.since).getTime()) / 60000))) })}`}
        </li>
      ))}</ul>
    </section>
  );
}

export function SourceList() {
  const { t } = useTranslation('sources');
  const mayOperate = useMay('operate');
  const [search, change] = useAddress();
  const sources = useSources();
  const health = useSourcesHealth();
  const show = search.get('show') ?? 'all';
  const text = useDeferredValue(plain(search.get('q') ?? ''));
  return (
    <>
      <Head title={t('title')} about={t('about')} actions={mayOperate && <Link to="/sources/new"><Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>{t('new.button')}</Button></Link>} />
      {/* Their order is by health: without it they would change places under the reader. */}
      {health.isPending ? <Loading /> : <Answered query={sources}>{all => {
        const lines = all.map((source): Line => {
          const known = health.data?.sources.find(h => h.id === source.id);
          return { source, health: known, judged: judge(source, known) };
        }).sort((a, b) => a.judged.rank - b.judged.rank || said(a.source.name).localeCompare(said(b.source.name), 'vi'));
        const trouble = lines.filter(l => isTrouble(l.judged)).length;
        const left = lines.filter(l => (show === 'all' || (show === 'trouble') === isTrouble(l.judged)) && (!text || plain(`${said(l.source.name)} ${l.source.id} ${l.source.connector}`).includes(text)));
        if (all.length === 0) return <Nothing text={t('none')} action={mayOperate && <Link to="/sources/new">{t('new.button')}</Link>} />;
        return (
          <>
            <Standing lines={lines} />
            <div className="filters">
              <Segmented aria-label={t('show.title')} value={show} onChange={value => change({ show: value === 'all' ? null : value })} options={[{ value: 'all', label: `${t('show.all')} (${lines.length})` }, { value: 'trouble', label: `${t('show.trouble')} (${trouble})` }, { value: 'well', label: `${t('show.well')} (${lines.length - trouble})` }]} />
              <Input.Search className="wide" allowClear placeholder={t('find')} aria-label={t('find')} defaultValue={search.get('q') ?? ''} onChange={event => change({ q: event.target.value })} />
            </div>
            {left.length === 0 ? <NoneLeft onClear={() => change({ show: null, q: null })} /> : <ul className="cards">{left.map(line => <SourceCard key={line.source.id} {...line} />)}</ul>}
          </>
        );
      }}</Answered>}
    </>
  );
}
