import { BulbOutlined, GlobalOutlined, LogoutOutlined, PauseCircleOutlined, PlayCircleOutlined, UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, rememberCsrf } from '../api/client';
import type { Session } from '../api/types';
import { pauseLive, useIsLivePaused } from '../parts/live';
import { chooseTheme, useTheme, type Theme } from './theme';
import { speak } from './words';

export function HeadTools({ session }: { session: Session }) {
  const { t, i18n } = useTranslation('app');
  const isPaused = useIsLivePaused();
  const theme = useTheme();
  const client = useQueryClient();
  const other = i18n.language === 'en' ? 'vi' : 'en';
  const signOut = async () => {
    await api.delete('/api/v1/session').catch(() => undefined);
    rememberCsrf(null);
    // Nothing that was read for somebody stays on the page.
    client.clear();
    sessionStorage.clear();
    location.assign('/');
  };
  return (
    <div className="tools">
      <Tooltip title={t(isPaused ? 'live.off' : 'live.on')}>
        <Button type="text" icon={isPaused ? <PlayCircleOutlined /> : <PauseCircleOutlined />} aria-pressed={isPaused} aria-label={t(isPaused ? 'live.off' : 'live.on')} onClick={() => pauseLive(!isPaused)} />
      </Tooltip>
      <Button type="text" icon={<GlobalOutlined />} lang={other} onClick={() => speak(other)} aria-label={other === 'en' ? 'EN (English)' : 'VI (Tiếng Việt)'}>{other.toUpperCase()}</Button>
      <Dropdown trigger={['click']} menu={{ selectable: true, selectedKeys: [theme], onClick: ({ key }) => chooseTheme(key as Theme), items: (['light', 'dark', 'system'] as const).map(key => ({ key, label: t(`theme.${key}`) })) }}>
        <Button type="text" icon={<BulbOutlined />} aria-label={t('theme.title')} />
      </Dropdown>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'about', disabled: true, label: <div className="about-me"><b>{session.signedIn === 'demo' ? t('person.demo') : session.name}</b><br />{t('person.unit')}: {session.unit ?? t('person.whole')}<br />{t('person.may')}: {session.may.map(m => t(`person.${m}`)).join(', ')}</div> },
            { type: 'divider' },
            { key: 'plain', label: <a href="/plain">{t('plain')}</a> },
            ...(session.signedIn === 'demo' ? [] : [{ key: 'out', icon: <LogoutOutlined />, label: t('person.signOut'), onClick: () => void signOut() }]),
          ],
        }}
      >
        <Button type="text" icon={<UserOutlined />} aria-label={`${t('person.title')}: ${session.signedIn === 'demo' ? t('person.demo') : session.name}`}><span className="who">{session.signedIn === 'demo' ? t('person.demo') : session.name}</span></Button>
      </Dropdown>
    </div>
  );
}
