import { App as AntApp, ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import viVN from 'antd/locale/vi_VN';
import dayjs from 'dayjs';
import 'dayjs/locale/vi';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { Loading } from '../parts/states';
import { Broken } from './Broken';
import { Frame } from './Frame';
import { nonce } from './nonce';
import { NotFound } from './NotFound';
import { loadScreen, screens, type Screen } from './screens';
import { useIsDark } from './theme';

/** A screen that was loaded before is drawn at once: what has to be waited for is drawn a third of a second later than it is there. */
function screenOf(screen: Screen) {
  const Awaited = lazy(() => loadScreen(screen));
  return function Opened() {
    const [Loaded] = useState(() => screen.loaded);
    return Loaded ? <Loaded /> : <Suspense fallback={<Loading />}><Awaited /></Suspense>;
  };
}

const router = createBrowserRouter([{
  element: <Frame />,
  errorElement: <Broken />,
  children: [
    ...screens.map(screen => {
      const Opened = screenOf(screen);
      return {
        path: screen.path === '/' ? '/' : `${screen.path}/*`, handle: screen, errorElement: <Broken />,
        element: <Opened />,
      };
    }),
    { path: '*', element: <NotFound /> },
  ],
}]);

export function App() {
  const { i18n } = useTranslation();
  const isDark = useIsDark();
  const vi = i18n.language !== 'en';
  dayjs.locale(vi ? 'vi' : 'en');
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  return (
    <ConfigProvider
      locale={vi ? viVN : enUS} csp={{ nonce }} wave={{ disabled: true }}
      theme={{
        algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        components: { Tabs: isDark ? { itemSelectedColor: '#7cc0f0', itemHoverColor: '#7cc0f0', inkBarColor: '#7cc0f0' } : {} },
        token: {
          colorPrimary: isDark ? '#3685c2' : '#14598a', colorLink: isDark ? '#7cc0f0' : '#14598a', colorInfo: isDark ? '#3685c2' : '#14598a',
          colorTextSecondary: isDark ? '#b4bfc9' : '#56626e', colorTextTertiary: isDark ? '#9fabb6' : '#64707c', colorTextDescription: isDark ? '#9fabb6' : '#5d6975', colorTextPlaceholder: isDark ? '#8f9ba6' : '#6b7682',
          colorError: isDark ? '#e8756c' : '#b3261e', borderRadius: 8, motion: !matchMedia('(prefers-reduced-motion: reduce)').matches, fontFamily: 'system-ui, "Segoe UI", "Noto Sans", Roboto, sans-serif',
          ...(isDark ? { colorBgLayout: '#0f1418', colorBgContainer: '#182028', colorBgElevated: '#1f2831' } : { colorBgLayout: '#f3f5f8' }),
        },
      }}
    >
      <AntApp><RouterProvider router={router} /></AntApp>
    </ConfigProvider>
  );
}
