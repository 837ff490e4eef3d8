import { MenuOutlined } from '@ant-design/icons';
import { Alert, Button, Drawer, Grid, Layout, Menu } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation, useMatches } from 'react-router';
import { Problem } from '../api/problem';
import { instant } from '../parts/format';
import { useLive } from '../parts/live';
import { useScopedLink } from '../parts/scope';
import { useClock, useMay, useSession } from '../parts/session';
import { Failed, Loading } from '../parts/states';
import { HeadTools } from './HeadTools';
import { ScopePickers } from './ScopePickers';
import { screens, type Screen } from './screens';
import { SignIn } from './SignIn';
import { useIsDark } from './theme';
import { useReachableTables } from './useReachableTables';

function Navigation({ onChosen }: { onChosen?: () => void }) {
  const { t } = useTranslation('app');
  const link = useScopedLink();
  const rights = { read: useMay('read'), operate: useMay('operate'), approve: useMay('approve'), administer: useMay('administer') };
  const here = useScreen();
  return (
    <nav aria-label={t('nav.title')}>
      <Menu
        mode="inline" selectedKeys={[here?.isHidden ? 'plan' : here?.key ?? '']} onClick={onChosen} className="nav"
        items={screens.filter(s => !s.isHidden && rights[s.needs ?? 'read']).map(s => ({ key: s.key, icon: s.icon, label: <Link to={link(s.path)}>{t(`nav.${s.key}`)}</Link> }))}
      />
    </nav>
  );
}

const useScreen = (): Screen | undefined => useMatches().map(m => m.handle as Screen | undefined).findLast(Boolean);

function Brand() {
  const { t } = useTranslation('app');
  return <Link to="/" className="brand"><img src="/icon.svg" alt="" width={28} height={28} />{t('brand')}</Link>;
}

function DemoClock() {
  const { t } = useTranslation('app');
  const clock = useClock();
  const [, tick] = useState(0);
  useEffect(() => {
    if (!clock.isDemo) return;
    const timer = setInterval(() => tick(n => n + 1), 30_000);
    return () => clearInterval(timer);
  }, [clock.isDemo]);
  return clock.isDemo ? <Alert banner type="info" className="demo no-print" title={t('clock', { at: instant(clock.now()) })} /> : null;
}

export function Frame() {
  const { t } = useTranslation('app');
  const session = useSession();
  const isWide = Grid.useBreakpoint().lg ?? true;
  const isDark = useIsDark();
  const [isOpen, setOpen] = useState(false);
  const screen = useScreen();
  const { pathname } = useLocation();
  useLive(session.data !== undefined);
  useReachableTables(session.data !== undefined);
  useEffect(() => {
    document.title = `${t(`nav.${screen?.key ?? 'title'}`)} · ${t('brand')}`;
    setOpen(false);
  }, [pathname, screen, t]);

  if (session.error instanceof Problem && session.error.isNotSignedIn) return <SignIn />;
  if (session.isPending) return <main className="alone"><Loading rows={4} /></main>;
  if (!session.data) return <main className="alone"><Failed fault={session.error} retry={() => void session.refetch()} /></main>;
  return (
    <Layout className="frame" hasSider={isWide}>
      <a className="skip" href="#main">{t('skip')}</a>
      {isWide
        ? <Layout.Sider theme={isDark ? 'dark' : 'light'} width={216} className="side no-print"><Brand /><Navigation /></Layout.Sider>
        : <Drawer placement="left" open={isOpen} onClose={() => setOpen(false)} title={<Brand />} size={280} styles={{ body: { padding: 0 } }}><Navigation onChosen={() => setOpen(false)} /></Drawer>}
      <Layout>
        <Layout.Header className="head no-print">
          {!isWide && <Button type="text" icon={<MenuOutlined />} aria-label={t('menu')} onClick={() => setOpen(true)} />}
          {screen?.isScoped ? <ScopePickers /> : <span className="grow" />}
          <HeadTools session={session.data} />
        </Layout.Header>
        <DemoClock />
        <main id="main" tabIndex={-1} className="main"><Outlet /></main>
      </Layout>
    </Layout>
  );
}
