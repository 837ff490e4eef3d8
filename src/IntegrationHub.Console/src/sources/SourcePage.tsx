import { ArrowLeftOutlined } from '@ant-design/icons';
import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { SourceHealth, SourceStream } from '../api/types';
import { RunTable } from '../runs/RunTable';
import { day, number } from '../parts/format';
import { Head, Mark, When } from '../parts/marks';
import { useAddress } from '../parts/scope';
import { useMay } from '../parts/session';
import { Answered } from '../parts/states';
import { TabBar } from '../parts/TabBar';
import { said } from '../parts/words';
import { BackfillTab } from './BackfillTab';
import { CursorsTab } from './CursorsTab';
import { EditTab } from './EditTab';
import { HistoryTab } from './HistoryTab';
import { judge } from './judge';
import { useSource, useSourcesHealth } from './queries';
import { SourceActions } from './SourceActions';
import { SourceFacts, SourceTrouble } from './SourceCard';
import { TryTab } from './TryTab';

export function SourcePage() {
  const { t } = useTranslation('sources');
  const id = useParams().id ?? '';
  const [search, change] = useAddress();
  const mayOperate = useMay('operate');
  const query = useSource(id);
  const health = useSourcesHealth();
  return (
    <>
      <p className="back no-print"><Link to="/sources"><ArrowLeftOutlined /> {t('title')}</Link></p>
      <Answered query={query}>{source => {
        const known = health.data?.sources.find(h => h.id === id);
        const judged = judge(source, known);
        return (
          <>
            <Head title={said(source.name)} about={<><Mark tone={judged.tone}>{t(`state.${judged.word}`)}</Mark> · <code>{source.id}</code> · {source.connector}</>} actions={<SourceActions source={source} judged={judged} revision={source.revision} />} />
            <div className="sheet"><SourceTrouble source={source} judged={judged} /><SourceFacts source={source} health={known} /></div>
            <TabBar
              label={said(source.name)} activeKey={search.get('tab') ?? 'overview'} onChange={tab => change({ tab: tab === 'overview' ? null : tab }, { push: true })}
              items={[
                { key: 'overview', label: t('tab.overview'), children: <Streams streams={source.streams} health={known?.streams ?? []} id={id} /> },
                { key: 'runs', label: t('tab.runs'), children: <RunTable source={id} /> },
                ...(mayOperate ? [{ key: 'edit', label: t('tab.edit'), children: <EditTab source={source} /> }, { key: 'try', label: t('tab.try'), children: <TryTab id={id} /> }] : []),
                { key: 'backfill', label: t('tab.backfill'), children: <BackfillTab id={id} /> },
                { key: 'history', label: t('tab.history'), children: <HistoryTab source={source} /> },
                { key: 'cursors', label: t('tab.cursors'), children: <CursorsTab id={id} /> },
              ]}
            />
          </>
        );
      }}</Answered>
    </>
  );
}

function Streams({ streams, health, id }: { streams: SourceStream[]; health: SourceHealth['streams']; id: string }) {
  const { t } = useTranslation('sources');
  return (
    <div className="sheet"><h2>{t('streams')}</h2>
      <Table<SourceStream>
        size="small" pagination={false} rowKey="stream" dataSource={streams} scroll={{ x: 'max-content' }}
        columns={[
          { title: t('stream'), dataIndex: 'stream', render: (name: string) => <code>{name}</code> },
          { title: t('confirmedTo'), dataIndex: 'confirmedTo', render: (value: string | null) => (value ? day(value) : t('notYet')) },
          { title: t('lagDays'), align: 'right', render: (_, s) => health.find(h => h.stream === s.stream)?.lagDays ?? '—' },
          { title: t('moved'), dataIndex: 'cursorMovedAt', render: (value: string | null) => <When at={value} /> },
          { title: t('rejected'), dataIndex: 'rejected', align: 'right', render: (n: number) => (n > 0 ? <Link to={`/quarantine?source=${encodeURIComponent(id)}`}>{number(n)}</Link> : '0') },
          { title: t('parked'), dataIndex: 'parked', align: 'right' },
          { title: t('forecast'), render: (_, s) => { const f = health.find(h => h.stream === s.stream)?.forecast; return f ? <Mark tone={f.willBeLate ? 'late' : 'good'}>{said(f.text)}</Mark> : '—'; } },
        ]}
      />
    </div>
  );
}
